import type { GuardTables } from './guard-tables.ts';
import type { Lane } from './lanes.ts';
import type { Failures } from './lockout.ts';
import type { Attempt } from './try-rule.ts';

export type SentMail = { key: string; at: number };

/** Failed tries, locks and mails of a user, by lane. */
export class TryStorage {
  readonly #tables: GuardTables;

  constructor(tables: GuardTables) {
    this.#tables = tables;
  }

  /** Failures in a row under a key: a lane, or a name within one. Null if there are none. */
  readFailures(key: string, now: number): Failures | null {
    const query = `select failures, locked_until as lockedUntil
      from lanes where lane = ? and expires_at > ?`;
    return this.#tables.rows<Failures>(query, key, now)[0] ?? null;
  }

  /** Without `expiresAt` the row keeps its expiry. */
  writeFailures(key: string, { failures, lockedUntil }: Failures, expiresAt?: number): void {
    if (expiresAt === undefined) {
      const statement = 'update lanes set failures = ?, locked_until = ? where lane = ?';
      this.#tables.change(statement, failures, lockedUntil, key);
      return;
    }
    this.#tables.insert(
      expiresAt,
      'insert or replace into lanes (lane, failures, locked_until, expires_at) values (?, ?, ?, ?)',
      key,
      failures,
      lockedUntil,
      expiresAt,
    );
  }

  /** Deletes the failures under a key. */
  deleteFailures(key: string): void {
    this.#tables.change('delete from lanes where lane = ?', key);
  }

  /** When the latest lock ends, in epoch milliseconds; null if nothing is locked. */
  readLockEnd(now: number): number | null {
    const query = 'select max(locked_until) as ends from lanes where locked_until > ?';
    return this.#tables.rows<{ ends: number | null }>(query, now)[0]?.ends ?? null;
  }

  readAttempts(lane: Lane, since: number): Attempt[] {
    const query = 'select purpose, at from attempts where lane = ? and at > ?';
    return this.#tables.rows<Attempt>(query, lane, since);
  }

  insertAttempt(lane: Lane, { purpose, at }: Attempt, rememberUntil: number): void {
    this.#tables.insert(
      rememberUntil,
      'insert into attempts (lane, purpose, at, expires_at) values (?, ?, ?, ?)',
      lane,
      purpose,
      at,
      rememberUntil,
    );
  }

  /** Deletes the latest failure of a purpose in a lane. */
  deleteLatestAttempt(lane: Lane, purpose: string): void {
    const statement = `delete from attempts where id =
      (select max(id) from attempts where lane = ? and purpose = ?)`;
    this.#tables.change(statement, lane, purpose);
  }

  readMails(lane: Lane, purpose: string, since: number): SentMail[] {
    const query = 'select key, at from sent_mails where lane = ? and purpose = ? and at > ?';
    return this.#tables.rows<SentMail>(query, lane, purpose, since);
  }

  insertMail(lane: Lane, purpose: string, { key, at }: SentMail, expiresAt: number): void {
    this.#tables.insert(
      expiresAt,
      'insert into sent_mails (lane, purpose, key, at, expires_at) values (?, ?, ?, ?, ?)',
      lane,
      purpose,
      key,
      at,
      expiresAt,
    );
  }

  /** Deletes every failure, lock and mail. */
  clear(): void {
    for (const table of ['lanes', 'attempts', 'sent_mails'])
      this.#tables.change(`delete from ${table}`);
  }

  /** {@link clear}, but for the mails of one purpose. */
  clearBut(purpose: string): void {
    for (const table of ['lanes', 'attempts']) this.#tables.change(`delete from ${table}`);
    this.#tables.change('delete from sent_mails where purpose <> ?', purpose);
  }

  /** {@link clear}, of those who have given no proof. */
  clearUnproved(): void {
    for (const table of ['lanes', 'attempts', 'sent_mails'])
      this.#tables.change(
        `delete from ${table} where not (lane = 'second-step' or lane like 'second-step/%'
          or lane like 'device:%' or lane like 'session:%')`,
      );
  }
}
