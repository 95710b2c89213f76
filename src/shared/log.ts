import { systemClock, toIso } from './clock.ts';
import { describeError, errorInWords } from './describe-error.ts';

export type LogFields = Record<string, string | number | boolean | null | undefined>;

/**
 * Writes one line of JSON. Fields never contain a password, token, code or secret, and errors are
 * logged in a form without them. `error` is null for a line of level error without an error.
 */
export type Log = {
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, error: unknown, fields?: LogFields): void;
};

/** Logs JSON lines to the console, which Workers Logs collects. */
export const consoleLog: Log = {
  info: (event, fields) => console.log(toLine('info', event, fields)),
  warn: (event, fields) => console.warn(toLine('warn', event, fields)),
  error: (event, error, fields) =>
    console.error(toLine('error', event, { ...fields, ...errorFields(error) })),
};

function toLine(level: string, event: string, fields: LogFields | undefined): string {
  return JSON.stringify({ level, at: toIso(systemClock()), event, ...fields });
}

/** Fields of an error: its causes in words, and the innermost stack. */
export function errorFields(error: unknown): LogFields {
  if (error === null || error === undefined) return {};
  const frames =
    describeError(error).findLast((described) => described.frames.length > 0)?.frames ?? [];
  const stack = frames.map(({ function: name, file, line, column }) =>
    `${name} (${file}:${line}:${column})`.trim(),
  );
  return {
    error: errorInWords(error),
    ...(stack.length === 0 ? {} : { stack: stack.join(' < ') }),
  };
}

/** Returns the log with these fields added to every line. */
export function withFields(log: Log, common: LogFields): Log {
  return {
    info: (event, fields) => log.info(event, { ...common, ...fields }),
    warn: (event, fields) => log.warn(event, { ...common, ...fields }),
    error: (event, error, fields) => log.error(event, error, { ...common, ...fields }),
  };
}

/** Reports an error outside the log. Never throws or blocks. */
export type ReportFault = (fault: { event: string; error: unknown; fields: LogFields }) => void;

/** Returns the log with every logged error reported too. */
export function withReports(log: Log, report: ReportFault): Log {
  return {
    ...log,
    error: (event, error, fields = {}) => {
      log.error(event, error, fields);
      if (error !== null && error !== undefined) report({ event, error, fields });
    },
  };
}

/** Waits for optional work: a failure is logged under `event`, not thrown. */
export async function orLog(log: Log, event: string, work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    log.error(event, error);
  }
}
