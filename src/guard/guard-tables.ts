import { EXPIRING, MIGRATIONS } from './schema.ts';

type Row = Record<string, SqlStorageValue>;

/** The alarm rings this long after something expired, so that one run serves many. Milliseconds. */
const SWEEP_DELAY = 60_000;

/**
 * The object's SQLite: its schema, its one alarm, and the way to read and write rows. The tables are made by the
 * first write, so that merely asking leaves no trace of a name. All methods but `sweep` are synchronous.
 */
export class GuardTables {
  readonly #storage: DurableObjectStorage;
  readonly #migrations: readonly string[];
  #ready: boolean;
  /** When the alarm rings; unknown until this instance has set it. */
  #alarmAt: number | null = null;

  /** Brings an object of an earlier schema up to date; if that fails it throws and the object stays as it was. */
  constructor(storage: DurableObjectStorage, migrations = MIGRATIONS) {
    this.#storage = storage;
    this.#migrations = migrations;
    this.#ready = this.#hasTable('account');
    if (this.#ready) this.#migrate();
  }

  /** Rows of a query; none while there are no tables. */
  rows<T extends Row>(query: string, ...bindings: SqlStorageValue[]): T[] {
    return this.#ready ? this.#storage.sql.exec<T>(query, ...bindings).toArray() : [];
  }

  /** Writes a row that is kept until `expiresAt` (epoch milliseconds). */
  insert(expiresAt: number, statement: string, ...bindings: SqlStorageValue[]): void {
    if (!this.#ready) this.#migrate();
    this.#wakeAt(expiresAt);
    this.#storage.sql.exec(statement, ...bindings);
  }

  /** Changes or deletes rows that exist; does nothing while there are no tables. */
  change(statement: string, ...bindings: SqlStorageValue[]): void {
    if (this.#ready) this.#storage.sql.exec(statement, ...bindings);
  }

  /** Deletes the rows of every table but `account`. */
  clear(): void {
    for (const table of EXPIRING) if (table !== 'account') this.change(`delete from ${table}`);
  }

  /** Deletes what has expired by `now` and sets the next alarm, or erases everything if nothing is left. */
  async sweep(now: number): Promise<void> {
    if (!this.#ready) return;
    for (const table of EXPIRING) this.change(`delete from ${table} where expires_at <= ?`, now);
    this.#alarmAt = null;
    const next = this.#nextExpiry();
    if (next !== null) return this.#wakeAt(next);
    this.#ready = false;
    await this.#storage.deleteAll();
  }

  #hasTable(name: string): boolean {
    const query = "select 1 from sqlite_master where type = 'table' and name = ?";
    return this.#storage.sql.exec(query, name).toArray().length > 0;
  }

  // Objects from before there was a version have the first schema.
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
    const columns = EXPIRING.map((table) => `(select min(expires_at) from ${table}) as ${table}`);
    const [row = {}] = this.rows<Record<string, number | null>>(`select ${columns.join(', ')}`);
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
