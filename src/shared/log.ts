import { systemClock, toIso } from './clock.ts';
import { describeError, errorInWords } from './describe-error.ts';

export type LogFields = Record<string, string | number | boolean | null | undefined>;

/**
 * Writes one line of JSON. Fields never hold a password, token, code or secret. An error is told in a form that holds none
 * either; null where a line of level error has no error of its own.
 */
export type Log = {
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, error: unknown, fields?: LogFields): void;
};

/** The log that Workers Logs collects: JSON lines on the console. */
export const consoleLog: Log = {
  info: (event, fields) => console.log(toLine('info', event, fields)),
  warn: (event, fields) => console.warn(toLine('warn', event, fields)),
  error: (event, error, fields) =>
    console.error(toLine('error', event, { ...fields, ...errorFields(error) })),
};

function toLine(level: string, event: string, fields: LogFields | undefined): string {
  return JSON.stringify({ level, at: toIso(systemClock()), event, ...fields });
}

/** What a line tells of an error: the chain of causes in words, and where the innermost arose. */
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

/** The same log, with these fields in each of its lines. */
export function withFields(log: Log, common: LogFields): Log {
  return {
    info: (event, fields) => log.info(event, { ...common, ...fields }),
    warn: (event, fields) => log.warn(event, { ...common, ...fields }),
    error: (event, error, fields) => log.error(event, error, { ...common, ...fields }),
  };
}

/** Takes note of an error elsewhere than in the log. Never throws and holds nobody up. */
export type ReportFault = (fault: { event: string; error: unknown; fields: LogFields }) => void;

/** The same log; whatever it is told of as an error is reported too. */
export function withReports(log: Log, report: ReportFault): Log {
  return {
    ...log,
    error: (event, error, fields = {}) => {
      log.error(event, error, fields);
      if (error !== null && error !== undefined) report({ event, error, fields });
    },
  };
}

/** Waits for work that the caller can do without: a failure is logged under `event`, not thrown. */
export async function orLog(log: Log, event: string, work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    log.error(event, error);
  }
}
