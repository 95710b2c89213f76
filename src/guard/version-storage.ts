import { DAY } from '../shared/clock.ts';
import type { AccountView } from '../users/user.ts';
import type { GuardTables } from './guard-tables.ts';
import type { Pending, Tightening } from './versions.ts';

/** Milliseconds for which a change that nobody settled is kept. */
const PENDING_MEMORY = 30 * DAY;

type PendingRow = {
  nonce: string;
  deadline: number;
  since: number;
  tightens: string;
  ends: string;
};

/** The user's view and version, changes that are pending, and revoked access tokens. */
export class VersionStorage {
  readonly #tables: GuardTables;

  constructor(tables: GuardTables) {
    this.#tables = tables;
  }

  /** The version and view last learned; null if none is known. */
  readKnown(): { version: number; view: AccountView } | null {
    const [row] = this.#tables.rows<{ version: number | null; view: string | null }>(
      'select version, view from account',
    );
    if (row?.version == null || row.view === null) return null;
    return { version: row.version, view: JSON.parse(row.view) as AccountView };
  }

  /** The version last learned; null if none is known. */
  readVersion(): number | null {
    const query = 'select version from account where view is not null';
    return this.#tables.rows<{ version: number | null }>(query)[0]?.version ?? null;
  }

  /** Keeps a view, and with it roles and verification, until at least `expiresAt`. */
  writeKnown(view: AccountView, expiresAt: number): void {
    this.#write(view, { version: view.version, json: JSON.stringify(view) }, expiresAt);
  }

  /** Keeps roles and verification until at least `expiresAt`, for a view still to be learned. */
  writePrincipal(view: AccountView, expiresAt: number): void {
    this.#write(view, { version: null, json: null }, expiresAt);
  }

  #write(
    { roles, rolesChangedAt, emailVerifiedAt }: AccountView,
    known: { version: number | null; json: string | null },
    expiresAt: number,
  ): void {
    this.#tables.insert(
      expiresAt,
      `insert into account (id, version, view, roles, roles_changed_at, email_verified, expires_at)
        values (1, ?, ?, ?, ?, ?, ?)
      on conflict (id) do update set version = excluded.version, view = excluded.view,
        roles = excluded.roles, roles_changed_at = excluded.roles_changed_at,
        email_verified = excluded.email_verified, expires_at = max(expires_at, excluded.expires_at)`,
      known.version,
      known.json,
      JSON.stringify(roles),
      rolesChangedAt,
      emailVerifiedAt === null ? 0 : 1,
      expiresAt,
    );
  }

  /** Changes that are neither committed nor settled. */
  listPending(): Pending[] {
    const query = 'select nonce, deadline, since, tightens, ends from pending order by deadline';
    return this.#tables.rows<PendingRow>(query).map(toPending);
  }

  insertPending({ nonce, deadline, since, tightens, ends }: Pending, now: number): void {
    this.#tables.insert(
      now + PENDING_MEMORY,
      `insert into pending (nonce, deadline, since, tightens, ends, expires_at)
        values (?, ?, ?, ?, ?, ?)`,
      nonce,
      deadline,
      since,
      JSON.stringify(tightens),
      JSON.stringify(ends),
      now + PENDING_MEMORY,
    );
  }

  /** Takes a change out of those that are pending. Null if it is no longer pending. */
  takePending(nonce: string): Pending | null {
    const statement = `delete from pending where nonce = ?
      returning nonce, deadline, since, tightens, ends`;
    const [row] = this.#tables.rows<PendingRow>(statement, nonce);
    return row === undefined ? null : toPending(row);
  }

  insertRevoked(jti: string, expiresAt: number): void {
    const statement = 'insert or ignore into revoked_tokens (jti, expires_at) values (?, ?)';
    this.#tables.insert(expiresAt, statement, jti, expiresAt);
  }

  isRevoked(jti: string): boolean {
    return this.#tables.rows('select 1 from revoked_tokens where jti = ?', jti).length > 0;
  }
}

const toPending = ({ tightens, ends, ...row }: PendingRow): Pending => ({
  ...row,
  tightens: JSON.parse(tightens) as Tightening,
  ends: JSON.parse(ends) as string[],
});
