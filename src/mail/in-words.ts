import { HOUR, MINUTE } from '../shared/clock.ts';

/** Formats a duration in milliseconds for people, rounded down: "24 hours", "5 minutes". */
export function inWords(duration: number): string {
  const [amount, unit] =
    duration >= 2 * HOUR
      ? [Math.floor(duration / HOUR), 'hour']
      : [Math.max(1, Math.floor(duration / MINUTE)), 'minute'];
  return `${amount} ${unit}${amount === 1 ? '' : 's'}`;
}
