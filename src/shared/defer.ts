import { type Log, orLog } from './log.ts';

/** Runs work after the response. A failure is logged under `event`. */
export type Defer = (work: Promise<unknown>, event: string) => void;

/** Keeps the isolate alive for work that never fails, as `ctx.waitUntil` does. */
export type WaitUntil = (work: Promise<unknown>) => void;

/** A {@link Defer} based on `ctx.waitUntil`. */
export function createDefer(waitUntil: WaitUntil, log: Log): Defer {
  return (work, event) => waitUntil(orLog(log, event, work));
}
