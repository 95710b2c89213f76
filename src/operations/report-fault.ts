import { MINUTE, systemClock } from '../shared/clock.ts';
import type { Log, ReportFault } from '../shared/log.ts';

export type ReportFaultDeps = {
  dsn: string;
  /** From 0 to 1. */
  sampleRate: number;
  environment: string;
  fetch: typeof globalThis.fetch;
  /** The log for failed reports: it must not report itself. */
  log: Log;
  /** Runs work after the response. */
  defer: (work: Promise<unknown>) => void;
};

/** Reports per isolate and minute: an outage needs no report per request. */
export const REPORTS_PER_MINUTE = 20;

const reported = new WeakSet<Error>();
let minute = { begun: 0, reports: 0 };

function mayReport(now: number): boolean {
  if (now - minute.begun >= MINUTE || now < minute.begun) minute = { begun: now, reports: 0 };
  minute.reports++;
  return minute.reports <= REPORTS_PER_MINUTE;
}

/**
 * Reports faults to Sentry after the response, each error once. The first fault loads the SDK, so
 * that it costs no start-up time.
 */
export function createReportFault({ defer, log, ...settings }: ReportFaultDeps): ReportFault {
  return (fault) => {
    const { error } = fault;
    if (error instanceof Error) {
      if (reported.has(error)) return;
      reported.add(error);
    }
    if (!mayReport(systemClock())) return;
    const sending = import('./sentry-event.ts').then(({ sendFault }) => sendFault(settings, fault));
    defer(
      sending.catch((failure: unknown) =>
        log.warn('fault_not_reported', { reason: failure instanceof Error ? failure.name : '' }),
      ),
    );
  };
}
