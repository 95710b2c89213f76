import type { AuditRow } from '../audit/table.ts';
import type { GuardTables } from './guard-tables.ts';

/** Which of a user's events to list; those of `cursor` and later are left out. */
export type EventQuery = {
  type?: string | undefined;
  /** Only these types; all of them by default. */
  types?: readonly string[] | undefined;
  riskLevel?: string | undefined;
  /** Epoch milliseconds, as is `to`, which is exclusive. */
  from?: number | undefined;
  to?: number | undefined;
  cursor?: string | undefined;
  limit: number;
};

/** The user's history. Ids are UUIDs of version 7, so they sort by time. */
export class EventStorage {
  readonly #tables: GuardTables;

  constructor(tables: GuardTables) {
    this.#tables = tables;
  }

  /** Keeps an event until `expiresAt` (epoch milliseconds). False if it is kept already. */
  insert(row: AuditRow, expiresAt: number): boolean {
    const known = this.#tables.rows('select 1 from events where id = ?', row.id);
    if (known.length > 0) return false;
    this.#tables.insert(
      expiresAt,
      'insert into events (id, type, risk, body, expires_at) values (?, ?, ?, ?, ?)',
      row.id,
      row.type,
      row.riskLevel,
      JSON.stringify(row),
      expiresAt,
    );
    return true;
  }

  /** Matching events, newest first. */
  list({ type, types, riskLevel, from, to, cursor, limit }: EventQuery): AuditRow[] {
    const conditions: [string, string | number | undefined][] = [
      ['id < ?', cursor],
      ['type = ?', type],
      ['type in (select value from json_each(?))', types && JSON.stringify(types)],
      ['risk = ?', riskLevel],
      [`body ->> '$.createdAt' >= ?`, from],
      [`body ->> '$.createdAt' < ?`, to],
    ];
    const given = conditions.filter(([, value]) => value !== undefined);
    const where = given.length === 0 ? '' : `where ${given.map(([text]) => text).join(' and ')}`;
    return this.#tables
      .rows<{ body: string }>(
        `select body from events ${where} order by id desc limit ?`,
        ...given.map(([, value]) => value ?? null),
        limit,
      )
      .map(({ body }) => JSON.parse(body) as AuditRow);
  }

  clear(): void {
    this.#tables.change('delete from events');
  }
}
