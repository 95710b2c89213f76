import { DAY, HOUR } from '../shared/clock.ts';
import type { MailLimits } from './lanes.ts';

/**
 * How long another mail of a purpose must wait in a lane, in milliseconds, given when earlier ones went out (epoch
 * milliseconds). 0 if it may go out now.
 */
export function mailWait(sentAt: number[], now: number, limits: MailLimits): number {
  const latestFirst = [...sentAt].sort((a, b) => b - a);
  // The mail that must leave a window before another fits into it.
  const waitFor = (count: number, window: number) => {
    const blocking = latestFirst[count - 1];
    return blocking === undefined ? 0 : Math.max(0, blocking + window - now);
  };
  return Math.max(
    waitFor(limits.perHour, HOUR),
    waitFor(limits.perDay, DAY),
    waitFor(1, limits.interval),
  );
}
