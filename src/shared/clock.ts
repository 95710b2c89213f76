/** The present moment in epoch milliseconds. Passed in everywhere, so that tests move time instead of waiting for it. */
export type Clock = () => number;

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** The clock of the machine. */
export const systemClock: Clock = () => Date.now();

/** 1970, for what takes a time as a `Date` and is to be long over. */
export const EPOCH = new Date(0);

/** Epoch milliseconds as ISO 8601 in UTC, the form of every time in JSON. */
export function toIso(time: number): string {
  return new Date(time).toISOString();
}

/** Like {@link toIso}, for a time that may not have come yet. */
export function toIsoOrNull(time: number | null): string | null {
  return time === null ? null : toIso(time);
}

/** An ISO 8601 time, known to be one, in epoch milliseconds. */
export function fromIso(time: string): number {
  return Date.parse(time);
}
