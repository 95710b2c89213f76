import type { GuardTables } from './guard-tables.ts';

/** An epoch that no sign-in reaches: the account is being or has been erased. */
export const ERASED = Number.MAX_SAFE_INTEGER;

/** The guard's state of the user: roles, verification, epoch of sign-ins, refreshes this window. */
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

  /** Refreshes counted in the window containing `now`, and when it ends. */
  readRefreshes(now: number, window: number): { used: number; endsAt: number } {
    const start = startOf(now, window);
    const query = 'select refreshes as used from account where refresh_window = ?';
    const [row] = this.#tables.rows<{ used: number }>(query, start);
    return { used: row?.used ?? 0, endsAt: start + window };
  }

  /** Counts a refresh in the window containing `now`. */
  countRefresh(now: number, window: number): void {
    const start = startOf(now, window);
    this.#tables.change(
      `update account set refresh_window = ?,
        refreshes = case when refresh_window = ? then refreshes + 1 else 1 end`,
      start,
      start,
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

const startOf = (now: number, window: number) => Math.floor(now / window) * window;
