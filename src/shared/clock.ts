/** Returns the current time in epoch milliseconds. Passed in, so that tests control time. */
export type Clock = () => number;

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** The system clock. */
export const systemClock: Clock = () => Date.now();

/** 1970, for APIs that need a long past time as a `Date`. */
export const EPOCH = new Date(0);

/** Epoch milliseconds as ISO 8601 in UTC, the form of every time in JSON. */
export function toIso(time: number): string {
  return new Date(time).toISOString();
}

/** Like {@link toIso}, for a time that may be unset. */
export function toIsoOrNull(time: number | null): string | null {
  return time === null ? null : toIso(time);
}

/** Converts a valid ISO 8601 time to epoch milliseconds. */
export function fromIso(time: string): number {
  return Date.parse(time);
}
