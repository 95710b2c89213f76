import type { GuardTables } from './guard-tables.ts';
import type { Redemption } from './redemption.ts';

/** The keys of a user's one-time secrets, and their redemptions. */
export class SecretStorage {
  readonly #tables: GuardTables;

  constructor(tables: GuardTables) {
    this.#tables = tables;
  }

  insertKeys(keys: string[], expiresAt: number): void {
    for (const key of keys)
      this.#tables.insert(
        expiresAt,
        'insert or replace into secrets (key, expires_at) values (?, ?)',
        key,
        expiresAt,
      );
  }

  listKeys(): string[] {
    return this.#tables.rows<{ key: string }>('select key from secrets').map(({ key }) => key);
  }

  readRedemptions(purpose: string): Redemption[] {
    const query = `select digest, purpose, since, issued_at as issuedAt
      from used_secrets where purpose = ?`;
    return this.#tables.rows<Redemption>(query, purpose);
  }

  insertRedemption(redemption: Redemption & { rememberUntil: number }): void {
    const { digest, purpose, since, issuedAt, rememberUntil } = redemption;
    this.#tables.insert(
      rememberUntil,
      `insert or replace into used_secrets (digest, purpose, since, issued_at, expires_at)
        values (?, ?, ?, ?, ?)`,
      digest,
      purpose,
      since,
      issuedAt,
      rememberUntil,
    );
  }

  deleteRedemption(digest: string): void {
    this.#tables.change('delete from used_secrets where digest = ?', digest);
  }
}
