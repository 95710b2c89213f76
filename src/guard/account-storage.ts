import type { Role } from '../shared/role.ts';
import type { Principal } from './guard-state.ts';
import type { GuardTables } from './guard-tables.ts';

/** An epoch that no sign-in reaches: the account is being or has been erased. */
export const ERASED = Number.MAX_SAFE_INTEGER;

/** `rolesChangedAt` decides which role change wins. Times are epoch milliseconds. */
export type KnownPrincipal = Principal & { rolesChangedAt: number };

/** The guard's state of the user: roles, verification, epoch of sign-ins, refreshes this window. */
export class AccountStorage {
  readonly #tables: GuardTables;

  constructor(tables: GuardTables) {
    this.#tables = tables;
  }

  /**
   * Keeps a principal until at least `expiresAt`. Newer roles stay, and a verified address stays
   * verified: a request that read the user before the change does not undo it.
   */
  writePrincipal(
    { roles, rolesChangedAt, emailVerified }: KnownPrincipal,
    expiresAt: number,
  ): void {
    this.#tables.insert(
      expiresAt,
      `insert into account (id, roles, roles_changed_at, email_verified, expires_at)
        values (1, ?, ?, ?, ?)
      on conflict (id) do update set
        roles = case when excluded.roles_changed_at >= roles_changed_at
          then excluded.roles else roles end,
        roles_changed_at = max(roles_changed_at, excluded.roles_changed_at),
        email_verified = max(email_verified, excluded.email_verified),
        expires_at = max(expires_at, excluded.expires_at)`,
      JSON.stringify(roles),
      rolesChangedAt,
      emailVerified ? 1 : 0,
      expiresAt,
    );
  }

  /** Keeps roles until at least `rememberUntil`, unless newer ones are known. */
  writeRoles(roles: Role[], rolesChangedAt: number, rememberUntil: number): void {
    this.writePrincipal({ roles, rolesChangedAt, emailVerified: false }, rememberUntil);
  }

  /** Records that the address is verified, until at least `rememberUntil`. */
  writeEmailVerified(rememberUntil: number): void {
    this.#tables.insert(
      rememberUntil,
      `insert into account (id, email_verified, expires_at) values (1, 1, ?)
      on conflict (id) do update set email_verified = 1,
        expires_at = max(expires_at, excluded.expires_at)`,
      rememberUntil,
    );
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
