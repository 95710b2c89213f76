import type { Clock } from '../shared/clock.ts';
import type { AccountView } from '../users/user.ts';
import type { JudgedBy } from './version-calls.ts';
import type { ReadRow } from './versions.ts';

/** A row is out of date: judge again by the primary's. */
export class StaleRow extends Error {
  constructor() {
    super('the row is out of date');
  }
}

/** Where a sign-in has read its user. */
export type RowReading = {
  from: ReadRow['from'];
  /**
   * Reads the primary: before a refusal, and for a row that the guard does not trust. Throws
   * {@link StaleRow} if the primary says something else.
   */
  confirm: () => Promise<void>;
};

/** A user's row as the guard judges it; null where there is nothing to judge. */
export function judgedBy(
  user: AccountView | null,
  reading: RowReading | undefined,
  wall: Clock,
): JudgedBy | null {
  if (user === null || reading === undefined) return null;
  return { version: user.version, from: reading.from, wall: wall() };
}
