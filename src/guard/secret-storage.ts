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

  insertRedemption(redemption: Redemption & { rememberUntil: number; by?: string }): void {
    const { digest, purpose, since, issuedAt, rememberUntil, by = null } = redemption;
    this.#tables.insert(
      rememberUntil,
      `insert or replace into used_secrets
        (digest, purpose, since, issued_at, redeemer, expires_at) values (?, ?, ?, ?, ?, ?)`,
      digest,
      purpose,
      since,
      issuedAt,
      by,
      rememberUntil,
    );
  }

  deleteRedemption(digest: string): void {
    this.#tables.change('delete from used_secrets where digest = ?', digest);
  }

  /** Deletes the redemption of a secret by this call. False if there is none. */
  deleteRedemptionBy(digest: string, by: string): boolean {
    const statement = 'delete from used_secrets where digest = ? and redeemer = ? returning digest';
    return this.#tables.rows(statement, digest, by).length > 0;
  }
}
