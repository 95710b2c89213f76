import { DAY, HOUR } from '../shared/clock.ts';
import type { MailLimits } from './lanes.ts';

/**
 * Milliseconds until another mail may be sent, given the times of earlier ones (epoch
 * milliseconds). 0 if it may be sent now.
 */
export function mailWait(sentAt: number[], now: number, limits: MailLimits): number {
  const latestFirst = [...sentAt].sort((a, b) => b - a);
  // The mail that must leave the window before another fits.
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
