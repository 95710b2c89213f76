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
    return this.#tables.rows<{ epoch: number }>('select epoch from account')[0]?.epoch ?? 0;
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

  /** Deletes every session and keeps only an epoch that no sign-in reaches, until `until`. */
  writeTombstone(epoch: number, until: number): void {
    this.raiseEpoch(epoch, until);
    this.#tables.change(
      `update account set roles = '[]', email_verified = 0, version = null, view = null,
        expires_at = ?`,
      until,
    );
    this.#tables.change('delete from pending');
    this.#tables.change('delete from chains');
  }

  /** Deletes a tombstone of this epoch. */
  deleteTombstone(epoch: number): void {
    this.#tables.change('delete from account where epoch = ?', epoch);
  }
}
