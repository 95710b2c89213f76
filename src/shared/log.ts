export type LogFields = Record<string, string | number | boolean | null | undefined>;

/** Writes one line of JSON. Fields never hold a password, token, code or secret. */
export type Log = {
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, error: unknown, fields?: LogFields): void;
};

/** The log that Workers Logs collects: JSON lines on the console. */
export const consoleLog: Log = {
  info: (event, fields) => console.log(JSON.stringify({ level: 'info', event, ...fields })),
  warn: (event, fields) => console.warn(JSON.stringify({ level: 'warn', event, ...fields })),
  error: (event, error, fields) =>
    console.error(
      JSON.stringify({
        level: 'error',
        event,
        ...fields,
        error: describe(error),
      }),
    ),
};

// Messages of database errors repeat the statement and its parameters after the first line, so only that line is kept.
function describe(error: unknown): string {
  if (!(error instanceof Error)) return 'something that is not an Error was thrown';
  const own = `${error.name}: ${(error.message.split('\n')[0] ?? '').slice(0, 300)}`;
  return error.cause instanceof Error ? `${own} <- ${describe(error.cause)}` : own;
}
