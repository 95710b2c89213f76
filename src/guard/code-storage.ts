import { MINUTE } from '../shared/clock.ts';
import type { GuardTables } from './guard-tables.ts';
import type { KnownCode, StoredCode } from './judge-code.ts';

/** How long an ended code is remembered, in milliseconds, so that its replay is recognized. */
const CODE_MEMORY = 10 * MINUTE;

/** The authorization codes of a user, by digest. */
export class CodeStorage {
  readonly #tables: GuardTables;

  constructor(tables: GuardTables) {
    this.#tables = tables;
  }

  find(digest: string): KnownCode | null {
    const query = 'select code, tries, grant_id from codes where digest = ?';
    const [row] = this.#tables.rows<{ code: string; tries: number; grant_id: string | null }>(
      query,
      digest,
    );
    if (row === undefined) return null;
    return { code: JSON.parse(row.code) as StoredCode, tries: row.tries, grantId: row.grant_id };
  }

  insert(digest: string, code: StoredCode): void {
    const keepUntil = code.expiresAt + CODE_MEMORY;
    this.#tables.insert(
      keepUntil,
      'insert into codes (digest, code, expires_at) values (?, ?, ?)',
      digest,
      JSON.stringify(code),
      keepUntil,
    );
  }

  countTry(digest: string): void {
    this.#tables.change('update codes set tries = tries + 1 where digest = ?', digest);
  }

  markUsed(digest: string, grantId: string): void {
    this.#tables.change('update codes set grant_id = ? where digest = ?', grantId, digest);
  }

  /** Moves codes to the session that replaces the one they were issued in. */
  passOn(from: string, to: string): void {
    const statement = `update codes set code = json_set(code, '$.begunIn', ?)
      where code ->> '$.begunIn' = ?`;
    this.#tables.change(statement, to, from);
  }

  /** Forgets the codes of a client that have not been exchanged. */
  deleteUnused(clientId: string): void {
    const statement = "delete from codes where code ->> '$.clientId' = ? and grant_id is null";
    this.#tables.change(statement, clientId);
  }
}
