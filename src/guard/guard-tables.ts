import { EXPIRING, MIGRATIONS, ORDERED } from './schema.ts';

type Row = Record<string, SqlStorageValue>;

/** What goes with every transaction. */
export type Attached = {
  /** Writes the last rows of a transaction. Returns whether there were any. */
  write(): boolean;
  /** Called instead if the transaction fails. */
  discard(): void;
  /** Called after a transaction in which `write` wrote. */
  written(): void;
};

/** Delay of the alarm after an expiry, so that one run serves many. Milliseconds. */
const SWEEP_DELAY = 60_000;
/** Rows of a history that one statement deletes. */
const BATCH = 500;

/**
 * The object's SQLite: schema, alarm, and reads and writes of rows. The first write creates the
 * tables, so that reads leave no trace of a name. All methods but `sweep` are synchronous.
 */
export class GuardTables {
  readonly #storage: DurableObjectStorage;
  readonly #migrations: readonly string[];
  #ready: boolean;
  /** When the alarm fires; null until this instance has set it. */
  #alarmAt: number | null = null;
  #attached: Attached | null = null;

  /** Migrates an object of an earlier schema; if that fails, throws and changes nothing. */
  constructor(storage: DurableObjectStorage, migrations = MIGRATIONS) {
    this.#storage = storage;
    this.#migrations = migrations;
    this.#ready = this.#hasTable('account');
    if (this.#ready) this.#migrate();
  }

  /** Rows of a query; empty while there are no tables. */
  rows<T extends Row>(query: string, ...bindings: SqlStorageValue[]): T[] {
    return this.#ready ? this.#storage.sql.exec<T>(query, ...bindings).toArray() : [];
  }

  /** Writes a row that is kept until `expiresAt` (epoch milliseconds). Returns what it returns. */
  insert<T extends Row>(expiresAt: number, statement: string, ...bindings: SqlStorageValue[]): T[] {
    if (!this.#ready) this.#migrate();
    this.#wakeAt(expiresAt);
    return this.#storage.sql.exec<T>(statement, ...bindings).toArray();
  }

  /** Changes or deletes rows that exist; does nothing while there are no tables. */
  change(statement: string, ...bindings: SqlStorageValue[]): void {
    if (this.#ready) this.#storage.sql.exec(statement, ...bindings);
  }

  /** Lets every transaction write more rows at its end. */
  attach(attached: Attached): void {
    this.#attached = attached;
  }

  /** Runs work that writes all or nothing: without it, what precedes an error stays written. */
  transact<T>(work: () => T): T {
    const before = { ready: this.#ready, alarmAt: this.#alarmAt };
    let wrote = false;
    try {
      const result = this.#storage.transactionSync(() => {
        const done = work();
        wrote = this.#attached?.write() ?? false;
        return done;
      });
      if (wrote) this.#attached?.written();
      return result;
    } catch (error) {
      this.#ready = before.ready;
      this.#alarmAt = before.alarmAt;
      this.#attached?.discard();
      throw error;
    }
  }

  /** Deletes the rows of every table but `closed`. */
  clear(): void {
    for (const table of [...EXPIRING, ...ORDERED])
      if (table !== 'closed') this.change(`delete from ${table}`);
  }

  /** Deletes rows expired by `now` and sets the next alarm; erases the object if none are left. */
  async sweep(now: number): Promise<void> {
    if (!this.#ready) return;
    // A change that nobody settled leaves the view in doubt: it has to be taught again.
    this.change(
      `update account set version = null, view = null
        where exists (select 1 from pending where expires_at <= ?)`,
      now,
    );
    for (const table of EXPIRING) this.change(`delete from ${table} where expires_at <= ?`, now);
    this.#sweepEvents(now);
    this.#alarmAt = null;
    const next = this.#nextExpiry();
    // What could not be sent is overdue: it is tried again after the usual delay.
    if (next !== null) return this.#ringAfter(Math.max(next, now));
    this.#ready = false;
    await this.#storage.deleteAll();
  }

  /** Lets the alarm ring again soon after `now`, whatever it failed at. */
  async ringAgain(now: number): Promise<void> {
    await this.#ringAfter(now);
  }

  // Looks only at the oldest events, which expire first.
  #sweepEvents(now: number): void {
    const statement = `delete from events where id in
      (select id from events order by id limit ${BATCH}) and expires_at <= ? returning id`;
    while (this.rows(statement, now).length === BATCH);
  }

  #hasTable(name: string): boolean {
    const query = "select 1 from sqlite_master where type = 'table' and name = ?";
    return this.#storage.sql.exec(query, name).toArray().length > 0;
  }

  // Objects without a version have the first schema.
  #version(): number {
    if (!this.#hasTable('schema_version')) return this.#ready ? 1 : 0;
    const query = 'select version from schema_version';
    return this.#storage.sql.exec<{ version: number }>(query).one().version;
  }

  #migrate(): void {
    const { sql } = this.#storage;
    const version = this.#version();
    if (version < this.#migrations.length)
      this.#storage.transactionSync(() => {
        for (const migration of this.#migrations.slice(version)) sql.exec(migration);
        sql.exec(`create table if not exists schema_version (version integer not null);
          delete from schema_version;
          insert into schema_version (version) values (${this.#migrations.length});`);
      });
    this.#ready = true;
  }

  #nextExpiry(): number | null {
    const columns = [
      ...EXPIRING.map((table) => `(select min(expires_at) from ${table}) as ${table}`),
      ...ORDERED.map(
        (table) => `(select expires_at from ${table} order by id limit 1) as ${table}`,
      ),
    ];
    const [row = {}] = this.rows<Record<string, number | null>>(`select ${columns.join(', ')}`);
    const moments = Object.values(row).filter((moment) => moment !== null);
    return moments.length === 0 ? null : Math.min(...moments);
  }

  #wakeAt(expiresAt: number): void {
    // A fresh instance does not know its alarm: stored rows may expire before the new one.
    const earliest =
      this.#alarmAt === null ? Math.min(expiresAt, this.#nextExpiry() ?? expiresAt) : expiresAt;
    if (this.#alarmAt !== null && earliest + SWEEP_DELAY >= this.#alarmAt) return;
    // Unawaited on purpose: it shares the implicit transaction of the rows.
    void this.#ringAfter(earliest);
  }

  #ringAfter(moment: number): Promise<void> {
    this.#alarmAt = moment + SWEEP_DELAY;
    return this.#storage.setAlarm(this.#alarmAt);
  }
}
