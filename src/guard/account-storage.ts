import { MINUTE } from '../shared/clock.ts';
import type { GuardTables } from './guard-tables.ts';

/** An epoch that no sign-in reaches: the account is being or has been erased. */
export const ERASED = Number.MAX_SAFE_INTEGER;
/** Outlives every caller that read the user before the erasure: queue jobs run up to 15 minutes. */
export const TOMBSTONE_LIFE = 20 * MINUTE;

/** The guard's state of the user: roles, verification, epoch of sign-ins. */
export class AccountStorage {
  readonly #tables: GuardTables;

  constructor(tables: GuardTables) {
    this.#tables = tables;
  }

  /** The epoch that sign-ins and secrets must have been issued in; 0 if none is known. */
  readEpoch(): number {
    if (this.#tables.rows('select 1 from closed').length > 0) return ERASED;
    return this.#tables.rows<{ epoch: number }>('select epoch from account')[0]?.epoch ?? 0;
  }

  /** Whether the account is being or has been erased. */
  isClosed(): boolean {
    return this.readEpoch() === ERASED;
  }

  /** Keeps a newer epoch until at least `rememberUntil`, even for a user who never signed in. */
  raiseEpoch(epoch: number, rememberUntil: number): void {
    this.#tables.insert(
      rememberUntil,
      `insert into account (id, epoch, expires_at) values (1, ?, ?)
      on conflict (id) do update set epoch = max(epoch, excluded.epoch),
        expires_at = max(expires_at, excluded.expires_at)`,
      epoch,
      rememberUntil,
    );
  }

  /** Refuses everything until `until` (epoch milliseconds). */
  close(until: number): void {
    const statement = 'insert or replace into closed (id, expires_at) values (1, ?)';
    this.#tables.insert(until, statement, until);
  }

  /** Undoes {@link close}. */
  reopen(): void {
    this.#tables.change('delete from closed');
  }
}
