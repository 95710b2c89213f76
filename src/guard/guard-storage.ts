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
  principal: string;
};

// Every table has `expires_at`, which the one alarm goes by.
const SCHEMA = `
  create table if not exists chains (session_id text primary key, chain text not null, traits text not null,
    touched_at integer not null, reported integer not null, expires_at integer not null) without rowid;
  create table if not exists redemptions (digest text primary key, purpose text not null, issued_at integer not null,
    expires_at integer not null) without rowid;
  create table if not exists attempts (id integer primary key, purpose text not null, at integer not null, expires_at integer not null);
  create table if not exists lanes (lane text primary key, failures integer not null, locked_until integer, expires_at integer not null) without rowid;
  create table if not exists mails (id integer primary key, purpose text not null, at integer not null, expires_at integer not null);
  create table if not exists principal (id integer primary key check (id = 1), value text not null, epoch integer not null,
    refresh_window integer not null default 0, refreshes integer not null default 0, expires_at integer not null);`;
const EXPIRING = ['chains', 'redemptions', 'attempts', 'lanes', 'mails', 'principal'];

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
    this.#ready = this.#sql.exec("select 1 from sqlite_master where name = 'chains'").toArray().length > 0;
  }

  readChain(sessionId: string): (StoredChain & { principal: Principal }) | null {
    if (!this.#ready) return null;
    const query = 'select chain, traits, touched_at, reported, value as principal from chains, principal where session_id = ?';
    const [row] = this.#sql.exec<ChainRow>(query, sessionId).toArray();
    if (row === undefined) return null;
    return {
      chain: JSON.parse(row.chain) as RefreshChain,
      traits: JSON.parse(row.traits) as SessionTraits,
      touchedAt: row.touched_at,
      reported: row.reported === 1,
      principal: JSON.parse(row.principal) as Principal,
    };
  }

  insertChain(sessionId: string, { chain, traits, touchedAt }: StoredChain): void {
    this.#prepare(chain.expiresAt);
    const statement =
      'insert or replace into chains (session_id, chain, traits, touched_at, reported, expires_at) values (?, ?, ?, ?, 0, ?)';
    this.#sql.exec(statement, sessionId, JSON.stringify(chain), JSON.stringify(traits), touchedAt, chain.expiresAt);
  }

  updateChain(sessionId: string, chain: RefreshChain, touchedAt: number): void {
    this.#sql.exec('update chains set chain = ?, touched_at = ? where session_id = ?', JSON.stringify(chain), touchedAt, sessionId);
  }

  revokeChain(sessionId: string, reason: string): void {
    const stored = this.readChain(sessionId);
    if (stored === null || stored.chain.revokedReason !== null) return;
    this.updateChain(sessionId, { ...stored.chain, retired: [], revokedReason: reason }, stored.touchedAt);
  }

  markReported(sessionId: string): void {
    if (this.#ready) this.#sql.exec('update chains set reported = 1 where session_id = ?', sessionId);
  }

  /** Kept until `expiresAt` at least: the end of the session that it is written for. */
  writePrincipal(principal: Principal, epoch: number, expiresAt: number): void {
    this.#prepare(expiresAt);
    const statement = `insert into principal (id, value, epoch, expires_at) values (1, ?, ?, ?)
      on conflict (id) do update set value = excluded.value, epoch = excluded.epoch, expires_at = max(expires_at, excluded.expires_at)`;
    this.#sql.exec(statement, JSON.stringify(principal), epoch, expiresAt);
  }

  /** When the password was last changed, as far as this guard was told; 0 if it was not. */
  readEpoch(): number {
    if (!this.#ready) return 0;
    return this.#sql.exec<{ epoch: number }>('select epoch from principal').toArray()[0]?.epoch ?? 0;
  }

  /** Remembers a newer password even of somebody who never signed in here, for `rememberUntil` at least. */
  raiseEpoch(epoch: number, rememberUntil: number): void {
    this.#prepare(rememberUntil);
    const unknown: Principal = { roles: [], emailVerified: false };
    const statement = `insert into principal (id, value, epoch, expires_at) values (1, ?, ?, ?)
      on conflict (id) do update set epoch = max(epoch, excluded.epoch), expires_at = max(expires_at, excluded.expires_at)`;
    this.#sql.exec(statement, JSON.stringify(unknown), epoch, rememberUntil);
  }

  /** Counts a refresh in the window that `now` lies in. Answers how many it has seen, and when it ends. */
  countRefresh(now: number, window: number): { used: number; endsAt: number } {
    const start = Math.floor(now / window) * window;
    const statement = `update principal set refreshes = case when refresh_window = ? then refreshes + 1 else 1 end, refresh_window = ?
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
    const query = 'select failures, locked_until as lockedUntil from lanes where lane = ? and expires_at > ?';
    return this.#sql.exec<Lane>(query, lane, now).toArray()[0] ?? null;
  }

  /** Without `expiresAt` the lane lasts as long as it did. */
  writeLane(lane: string, { failures, lockedUntil }: Lane, expiresAt?: number): void {
    if (expiresAt === undefined) {
      this.#sql.exec('update lanes set failures = ?, locked_until = ? where lane = ?', failures, lockedUntil, lane);
      return;
    }
    this.#prepare(expiresAt);
    const statement = 'insert or replace into lanes (lane, failures, locked_until, expires_at) values (?, ?, ?, ?)';
    this.#sql.exec(statement, lane, failures, lockedUntil, expiresAt);
  }

  deleteLane(lane: string): void {
    if (this.#ready) this.#sql.exec('delete from lanes where lane = ?', lane);
  }

  readMails(purpose: string, since: number): number[] {
    if (!this.#ready) return [];
    const query = 'select at from mails where purpose = ? and at > ?';
    return this.#sql
      .exec<{ at: number }>(query, purpose, since)
      .toArray()
      .map(({ at }) => at);
  }

  insertMail(purpose: string, at: number, expiresAt: number): void {
    this.#prepare(expiresAt);
    this.#sql.exec('insert into mails (purpose, at, expires_at) values (?, ?, ?)', purpose, at, expiresAt);
  }

  updatePrincipal(change: Partial<Principal>): void {
    if (!this.#ready) return;
    const [row] = this.#sql.exec<{ value: string }>('select value from principal').toArray();
    if (row === undefined) return;
    const changed = { ...(JSON.parse(row.value) as Principal), ...change };
    this.#sql.exec('update principal set value = ?', JSON.stringify(changed));
  }

  readRedemptions(purpose: string): Redemption[] {
    if (!this.#ready) return [];
    return this.#sql
      .exec<Redemption>('select digest, purpose, issued_at as issuedAt from redemptions where purpose = ?', purpose)
      .toArray();
  }

  insertRedemption({ digest, purpose, issuedAt, rememberUntil }: NewRedemption): void {
    this.#prepare(rememberUntil);
    this.#sql.exec(
      'insert into redemptions (digest, purpose, issued_at, expires_at) values (?, ?, ?, ?)',
      digest,
      purpose,
      issuedAt,
      rememberUntil,
    );
  }

  deleteRedemption(digest: string): void {
    if (this.#ready) this.#sql.exec('delete from redemptions where digest = ?', digest);
  }

  readAttempts(since: number): Attempt[] {
    if (!this.#ready) return [];
    return this.#sql.exec<Attempt>('select purpose, at from attempts where at > ?', since).toArray();
  }

  insertAttempt({ purpose, at }: Attempt, rememberUntil: number): void {
    this.#prepare(rememberUntil);
    this.#sql.exec('insert into attempts (purpose, at, expires_at) values (?, ?, ?)', purpose, at, rememberUntil);
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
    const earliest = this.#alarmAt === null ? Math.min(expiresAt, this.#nextExpiry() ?? expiresAt) : expiresAt;
    if (this.#alarmAt !== null && earliest + SWEEP_DELAY >= this.#alarmAt) return;
    this.#alarmAt = earliest + SWEEP_DELAY;
    // Unawaited on purpose: the write is part of the same implicit transaction as the rows it is for.
    void this.#storage.setAlarm(this.#alarmAt);
  }
}
