/**
 * What workerd tells of although the tests mean it to happen: servers that hang up on us (the mail
 * APIs, Sentry), seen from the runtime's way out, and work that the reset of storage before the next
 * test cuts off. Tests assert what the service makes of either.
 */
const EXPECTED = new RegExp(
  [
    String.raw`^(?:uncaught exception; |exception = )[^\n]*`,
    String.raw`(?:Network connection lost|client error \(SendRequest\)|deleteAllDurableObjects)[^\n]*\n`,
    String.raw`(?:(?:stack: | +at )[^\n]*\n)*`,
  ].join(''),
  'gm',
);

/** Keeps those messages off a stream, so that no passing run prints what looks like a failure. */
export function quietRuntime(stream: NodeJS.WriteStream): void {
  const write = stream.write.bind(stream) as (...args: unknown[]) => boolean;
  stream.write = (chunk: unknown, ...rest: unknown[]) =>
    write(typeof chunk === 'string' ? chunk.replaceAll(EXPECTED, '') : chunk, ...rest);
}
