import type { Config } from '../config.ts';
import { createReportFault } from '../operations/report-fault.ts';
import { consoleLog, type Log, withFields, withReports } from '../shared/log.ts';

export type LogPorts = {
  defer: (work: Promise<unknown>) => void;
  requestId?: string;
  log?: Log;
  fetch?: typeof globalThis.fetch;
};

/**
 * Creates the log of one request or batch. Each line carries the request's id, and faults go to
 * Sentry if it is configured.
 */
export function createLog(
  { sentry, environment }: Pick<Config, 'sentry' | 'environment'>,
  { defer, requestId, log = consoleLog, fetch = globalThis.fetch }: LogPorts,
): Log {
  const send: typeof fetch = (...args) => fetch(...args);
  const reporting =
    sentry === null
      ? log
      : withReports(log, createReportFault({ ...sentry, environment, defer, log, fetch: send }));
  return requestId === undefined ? reporting : withFields(reporting, { request_id: requestId });
}
