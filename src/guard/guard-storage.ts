import type { Role } from '../shared/role.ts';
import type { Attempt } from './attempts.ts';
import type { Principal, SessionTraits } from './guard-state.ts';
import type { Lane } from './lockout.ts';
import type { Redemption } from './redemption.ts';
import type { RefreshChain } from './rotation.ts';

export type StoredChain = {
  chain: RefreshChain;
  traits: SessionTraits;
  touchedAt: number;
  reported: boolean;
};
type NewRedemption = Redemption & { rememberUntil: number };
type ChainRow = {
  chain: string;
  traits: string;
  touched_at: number;
  reported: number;
  roles: string;
  email_verified: number;
};
/** Whose word about the roles is the later one is told by `rolesChangedAt`. Times are epoch milliseconds. */
export type KnownPrincipal = Principal & { rolesChangedAt: number };

// Every table has `expires_at`, which the one alarm goes by.
const SCHEMA = `
  create table if not exists chains (session_id text primary key, chain text not null, traits text not null,
    touched_at integer not null, reported integer not null, expires_at integer not null) without rowid;
  create table if not exists used_secrets (digest text primary key, purpose text not null, since integer not null, issued_at integer not null,
    expires_at integer not null) without rowid;
  create table if not exists attempts (id integer primary key, purpose text not null, at integer not null, expires_at integer not null);
  create table if not exists lanes (lane text primary key, failures integer not null, locked_until integer, expires_at integer not null) without rowid;
  create table if not exists sent_mails (id integer primary key, purpose text not null, key text not null, at integer not null,
    expires_at integer not null);
  create table if not exists secrets (key text primary key, expires_at integer not null) without rowid;
  create table if not exists account (id integer primary key check (id = 1), roles text not null default '[]',
    roles_changed_at integer not null default 0, email_verified integer not null default 0, epoch integer not null default 0,
    refresh_window integer not null default 0, refreshes integer not null default 0, expires_at integer not null);`;
const EXPIRING = [
  'chains',
  'used_secrets',
  'attempts',
  'lanes',
  'sent_mails',
  'secrets',
  'account',
];

/** The alarm runs this long after something expired, so that one run serves many. Milliseconds. */
const SWEEP_DELAY = 60_000;

/** The guard's tables in the object's own SQLite, made at the first write. All methods but `sweep` are synchronous. */
export class GuardStorage {
  readonly #storage: DurableObjectStorage;
  readonly #sql: SqlStorage;
  #ready: boolean;
  /** When the alarm rings; unknown until this instance has set it. */
  #alarmAt: number | null = null;

  constructor(storage: DurableObjectStorage) {
    this.#storage = storage;
    this.#sql = storage.sql;
    this.#ready =
      this.#sql.exec("select 1 from sqlite_master where name = 'account'").toArray().length > 0;
  }

  readChain(sessionId: string): (StoredChain & { principal: Principal }) | null {
    if (!this.#ready) return null;
    const query =
      'select chain, traits, touched_at, reported, roles, email_verified from chains, account where session_id = ?';
    const [row] = this.#sql.exec<ChainRow>(query, sessionId).toArray();
    if (row === undefined) return null;
    return {
      chain: JSON.parse(row.chain) as RefreshChain,
      traits: JSON.parse(row.traits) as SessionTraits,
      touchedAt: row.touched_at,
      reported: row.reported === 1,
      principal: {
        roles: JSON.parse(row.roles) as Role[],
        emailVerified: row.email_verified === 1,
      },
    };
  }

  insertChain(sessionId: string, { chain, traits, touchedAt }: StoredChain): void {
    this.#prepare(chain.expiresAt);
    const statement =
      'insert or replace into chains (session_id, chain, traits, touched_at, reported, expires_at) values (?, ?, ?, ?, 0, ?)';
    this.#sql.exec(
      statement,
      sessionId,
      JSON.stringify(chain),
      JSON.stringify(traits),
      touchedAt,
      chain.expiresAt,
    );
  }

  updateChain(sessionId: string, chain: RefreshChain, touchedAt: number): void {
    this.#sql.exec(
      'update chains set chain = ?, touched_at = ? where session_id = ?',
      JSON.stringify(chain),
      touchedAt,
      sessionId,
    );
  }

  revokeChain(sessionId: string, reason: string): void {
    const stored = this.readChain(sessionId);
    if (stored === null || stored.chain.revokedReason !== null) return;
    this.updateChain(
      sessionId,
      { ...stored.chain, retired: [], revokedReason: reason },
      stored.touchedAt,
    );
  }

  markReported(sessionId: string): void {
    if (this.#ready)
      this.#sql.exec('update chains set reported = 1 where session_id = ?', sessionId);
  }

  /**
   * Kept until `expiresAt` at least. Roles that were changed later than these stay, and an address that was verified stays
   * so: whoever read the user before the change does not take it back.
   */
  writePrincipal(
    { roles, rolesChangedAt, emailVerified }: KnownPrincipal,
    expiresAt: number,
  ): void {
    this.#prepare(expiresAt);
    const statement = `insert into account (id, roles, roles_changed_at, email_verified, expires_at) values (1, ?, ?, ?, ?)
      on conflict (id) do update set
        roles = case when excluded.roles_changed_at >= roles_changed_at then excluded.roles else roles end,
        roles_changed_at = max(roles_changed_at, excluded.roles_changed_at),
        email_verified = max(email_verified, excluded.email_verified),
        expires_at = max(expires_at, excluded.expires_at)`;
    this.#sql.exec(
      statement,
      JSON.stringify(roles),
      rolesChangedAt,
      emailVerified ? 1 : 0,
      expiresAt,
    );
  }

  /** Notes that the address is verified, for `rememberUntil` at least. */
  writeEmailVerified(rememberUntil: number): void {
    this.#prepare(rememberUntil);
    const statement = `insert into account (id, email_verified, expires_at) values (1, 1, ?)
      on conflict (id) do update set email_verified = 1, expires_at = max(expires_at, excluded.expires_at)`;
    this.#sql.exec(statement, rememberUntil);
  }

  /** Of the sign-ins that count, as far as this guard was told; 0 if it was not. */
  readEpoch(): number {
    if (!this.#ready) return 0;
    return this.#sql.exec<{ epoch: number }>('select epoch from account').toArray()[0]?.epoch ?? 0;
  }

  /** Remembers a newer epoch even of somebody who never signed in here, for `rememberUntil` at least. */
  raiseEpoch(epoch: number, rememberUntil: number): void {
    this.#prepare(rememberUntil);
    const statement = `insert into account (id, epoch, expires_at) values (1, ?, ?)
      on conflict (id) do update set epoch = max(epoch, excluded.epoch), expires_at = max(expires_at, excluded.expires_at)`;
    this.#sql.exec(statement, epoch, rememberUntil);
  }

  /** Counts a refresh in the window that `now` lies in. Answers how many it has seen, and when it ends. */
  countRefresh(now: number, window: number): { used: number; endsAt: number } {
    const start = Math.floor(now / window) * window;
    const statement = `update account set refreshes = case when refresh_window = ? then refreshes + 1 else 1 end, refresh_window = ?
      returning refreshes as used`;
    const [row] = this.#sql.exec<{ used: number }>(statement, start, start).toArray();
    return { used: row?.used ?? 1, endsAt: start + window };
  }

  listChains(): string[] {
    if (!this.#ready) return [];
    return this.#sql
      .exec<{ id: string }>('select session_id as id from chains')
      .toArray()
      .map(({ id }) => id);
  }

  readLane(lane: string, now: number): Lane | null {
    if (!this.#ready) return null;
    const query =
      'select failures, locked_until as lockedUntil from lanes where lane = ? and expires_at > ?';
    return this.#sql.exec<Lane>(query, lane, now).toArray()[0] ?? null;
  }

  /** Without `expiresAt` the lane lasts as long as it did. */
  writeLane(lane: string, { failures, lockedUntil }: Lane, expiresAt?: number): void {
    if (expiresAt === undefined) {
      this.#sql.exec(
        'update lanes set failures = ?, locked_until = ? where lane = ?',
        failures,
        lockedUntil,
        lane,
      );
      return;
    }
    this.#prepare(expiresAt);
    const statement =
      'insert or replace into lanes (lane, failures, locked_until, expires_at) values (?, ?, ?, ?)';
    this.#sql.exec(statement, lane, failures, lockedUntil, expiresAt);
  }

  deleteLane(lane: string): void {
    if (this.#ready) this.#sql.exec('delete from lanes where lane = ?', lane);
  }

  deleteLanes(): void {
    if (this.#ready) this.#sql.exec('delete from lanes');
  }

  /** The latest end of a lock on any lane, in epoch milliseconds; null if none is locked. */
  readLockEnd(now: number): number | null {
    if (!this.#ready) return null;
    const query = 'select max(locked_until) as ends from lanes where locked_until > ?';
    return this.#sql.exec<{ ends: number | null }>(query, now).one().ends;
  }

  readMails(purpose: string, since: number): { key: string; at: number }[] {
    if (!this.#ready) return [];
    return this.#sql
      .exec<{ key: string; at: number }>(
        'select key, at from sent_mails where purpose = ? and at > ?',
        purpose,
        since,
      )
      .toArray();
  }

  insertMail(
    { purpose, key, at }: { purpose: string; key: string; at: number },
    expiresAt: number,
  ): void {
    this.#prepare(expiresAt);
    this.#sql.exec(
      'insert into sent_mails (purpose, key, at, expires_at) values (?, ?, ?, ?)',
      purpose,
      key,
      at,
      expiresAt,
    );
  }

  insertSecrets(keys: string[], expiresAt: number): void {
    this.#prepare(expiresAt);
    for (const key of keys)
      this.#sql.exec(
        'insert or replace into secrets (key, expires_at) values (?, ?)',
        key,
        expiresAt,
      );
  }

  listSecrets(): string[] {
    if (!this.#ready) return [];
    return this.#sql
      .exec<{ key: string }>('select key from secrets')
      .toArray()
      .map(({ key }) => key);
  }

  /** Forgets every session and keeps nothing but an epoch that no sign-in reaches, until `until`. */
  writeTombstone(epoch: number, until: number): void {
    this.raiseEpoch(epoch, until);
    this.#sql.exec("update account set roles = '[]', email_verified = 0, expires_at = ?", until);
    this.#sql.exec('delete from chains');
  }

  /** Forgets a tombstone of that epoch. */
  deleteTombstone(epoch: number): void {
    if (this.#ready) this.#sql.exec('delete from account where epoch = ?', epoch);
  }

  /** Forgets everything but the tombstone. */
  wipe(): void {
    if (!this.#ready) return;
    for (const table of EXPIRING.filter((name) => name !== 'account'))
      this.#sql.exec(`delete from ${table}`);
  }

  readRedemptions(purpose: string): Redemption[] {
    if (!this.#ready) return [];
    return this.#sql
      .exec<Redemption>(
        'select digest, purpose, since, issued_at as issuedAt from used_secrets where purpose = ?',
        purpose,
      )
      .toArray();
  }

  insertRedemption({ digest, purpose, since, issuedAt, rememberUntil }: NewRedemption): void {
    this.#prepare(rememberUntil);
    this.#sql.exec(
      'insert or replace into used_secrets (digest, purpose, since, issued_at, expires_at) values (?, ?, ?, ?, ?)',
      digest,
      purpose,
      since,
      issuedAt,
      rememberUntil,
    );
  }

  deleteRedemption(digest: string): void {
    if (this.#ready) this.#sql.exec('delete from used_secrets where digest = ?', digest);
  }

  readAttempts(since: number): Attempt[] {
    if (!this.#ready) return [];
    return this.#sql
      .exec<Attempt>('select purpose, at from attempts where at > ?', since)
      .toArray();
  }

  insertAttempt({ purpose, at }: Attempt, rememberUntil: number): void {
    this.#prepare(rememberUntil);
    this.#sql.exec(
      'insert into attempts (purpose, at, expires_at) values (?, ?, ?)',
      purpose,
      at,
      rememberUntil,
    );
  }

  /** Deletes what has expired by `now` and sets the next alarm, or erases everything if nothing is left. */
  async sweep(now: number): Promise<void> {
    if (!this.#ready) return;
    for (const table of EXPIRING) this.#sql.exec(`delete from ${table} where expires_at <= ?`, now);
    this.#alarmAt = null;
    const next = this.#nextExpiry();
    if (next !== null) return this.#wakeAt(next);
    this.#ready = false;
    await this.#storage.deleteAll();
  }

  // The tables are made by the first write, so that merely asking leaves no trace of a name.
  #prepare(expiresAt?: number): void {
    if (!this.#ready) this.#sql.exec(SCHEMA);
    this.#ready = true;
    if (expiresAt !== undefined) this.#wakeAt(expiresAt);
  }

  #nextExpiry(): number | null {
    const columns = EXPIRING.map((table) => `(select min(expires_at) from ${table}) as ${table}`);
    const row = this.#sql.exec<Record<string, number | null>>(`select ${columns.join(', ')}`).one();
    const moments = Object.values(row).filter((moment) => moment !== null);
    return moments.length === 0 ? null : Math.min(...moments);
  }

  #wakeAt(expiresAt: number): void {
    // A fresh instance does not know its alarm: what is stored may expire before what is new.
    const earliest =
      this.#alarmAt === null ? Math.min(expiresAt, this.#nextExpiry() ?? expiresAt) : expiresAt;
    if (this.#alarmAt !== null && earliest + SWEEP_DELAY >= this.#alarmAt) return;
    this.#alarmAt = earliest + SWEEP_DELAY;
    // Unawaited on purpose: the write is part of the same implicit transaction as the rows it is for.
    void this.#storage.setAlarm(this.#alarmAt);
  }
}
