import { MINUTE } from '../shared/clock.ts';
import type { GuardTables } from './guard-tables.ts';
import type { KeptEvent } from './journal.ts';

/** An event may be written this many milliseconds after its time, by a job that waits. */
const OVERLAP = 15 * MINUTE;

/** From when on D1 may have events that the guard lacks, in epoch milliseconds; 0 for all. */
export type Lacks = { since: number; edition: number };

/** Until `until`, in epoch milliseconds, the guard has what D1 had at `now`. */
type Whole = Pick<Lacks, 'edition'> & { now: number; until: number };

/** Events that D1 has. With `whole` they are the last of those that the guard lacked. */
export type LearnHistory = { events: KeptEvent[]; whole: Whole | null };

type MarkRow = { edition: number; isWhole: number; wholeAt: number };

/** Tells whether the user's history in the guard is whole. The caller owns the transaction. */
export class HistoryMark {
  readonly #tables: GuardTables;

  constructor(tables: GuardTables) {
    this.#tables = tables;
  }

  /** What the guard may lack; null if nothing. A pending change may have written to D1. */
  readLacks({ isPending }: { isPending: boolean }): Lacks | null {
    const mark = this.#read();
    if (mark === null) return { since: 0, edition: 0 };
    const { edition, isWhole, wholeAt } = mark;
    if (isWhole === 1 && !isPending) return null;
    return { since: Math.max(0, wholeAt - OVERLAP), edition };
  }

  /** Notes that D1 may have events of a change that the guard was not told of. */
  noteGap(expiresAt: number): void {
    this.#tables.insert(
      expiresAt,
      `insert into history_mark (id, edition, is_whole, whole_at, expires_at)
        values (1, 1, 0, 0, ?)
      on conflict (id) do update set edition = edition + 1, is_whole = 0`,
      expiresAt,
    );
  }

  /** Notes that D1 may have events that were recorded while the guard took none. */
  doubt(): void {
    // Without a row the guard lacks everything anyway.
    this.#tables.change('update history_mark set edition = edition + 1, is_whole = 0');
  }

  /** Marks the history as whole, unless a gap was noted after `edition` was read. */
  setWhole({ edition, now, until }: Whole): void {
    if ((this.#read()?.edition ?? 0) !== edition) return;
    this.#tables.insert(
      until,
      `insert into history_mark (id, edition, is_whole, whole_at, expires_at)
        values (1, ?, 1, ?, ?)
      on conflict (id) do update set is_whole = 1, whole_at = excluded.whole_at,
        expires_at = max(expires_at, excluded.expires_at)`,
      edition,
      now,
      until,
    );
  }

  #read(): MarkRow | null {
    const query = 'select edition, is_whole as isWhole, whole_at as wholeAt from history_mark';
    return this.#tables.rows<MarkRow>(query)[0] ?? null;
  }
}
