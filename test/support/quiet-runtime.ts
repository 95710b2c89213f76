/**
 * Messages of workerd about failures that tests provoke: servers that hang up (the mail APIs,
 * Sentry), and work cut off by the reset of storage before the next test. Tests assert how the
 * service reacts to both.
 */
const EXPECTED = new RegExp(
  [
    String.raw`^(?:uncaught exception; |exception = )[^\n]*`,
    String.raw`(?:Network connection lost|client error \(SendRequest\)|deleteAllDurableObjects)[^\n]*\n`,
    String.raw`(?:(?:stack: | +at )[^\n]*\n)*`,
  ].join(''),
  'gm',
);

/** Filters those messages from a stream, so that a passing run prints no apparent failure. */
export function quietRuntime(stream: NodeJS.WriteStream): void {
  const write = stream.write.bind(stream) as (...args: unknown[]) => boolean;
  stream.write = (chunk: unknown, ...rest: unknown[]) =>
    write(typeof chunk === 'string' ? chunk.replaceAll(EXPECTED, '') : chunk, ...rest);
}
