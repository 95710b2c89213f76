import type { GuardTables } from './guard-tables.ts';
import type { Redemption } from './redemption.ts';
import type { Use } from './try-calls.ts';

/** A redemption to keep. `lapsed` where an earlier claim of the secret was never decided. */
type NewRedemption = Redemption & { rememberUntil: number; by?: string; lapsed?: boolean };

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
    const query = `select digest, purpose, since, issued_at as issuedAt, lease_until as leaseUntil
      from used_secrets where purpose = ?`;
    return this.#tables.rows<Redemption>(query, purpose);
  }

  insertRedemption(redemption: NewRedemption): void {
    const { digest, purpose, since, issuedAt, rememberUntil } = redemption;
    const { by = null, leaseUntil = null, lapsed = false } = redemption;
    // A claim outlives its secret, so that the work can still be decided.
    const expiresAt = Math.max(rememberUntil, leaseUntil ?? 0);
    this.#tables.insert(
      expiresAt,
      `insert or replace into used_secrets
        (digest, purpose, since, issued_at, redeemer, lease_until, lapsed, expires_at)
        values (?, ?, ?, ?, ?, ?, ?, ?)`,
      digest,
      purpose,
      since,
      issuedAt,
      by,
      leaseUntil,
      lapsed ? 1 : 0,
      expiresAt,
    );
  }

  /** The call that used a secret, if that is known. */
  redeemerOf(digest: string): { by?: string } {
    const query = 'select redeemer from used_secrets where digest = ?';
    const [row] = this.#tables.rows<{ redeemer: string | null }>(query, digest);
    return row?.redeemer == null ? {} : { by: row.redeemer };
  }

  /** Whether a use is still this call's own. */
  isBy({ digest, by }: Use): boolean {
    const query = 'select 1 from used_secrets where digest = ? and redeemer = ?';
    return this.#tables.rows(query, digest, by).length > 0;
  }

  /** Makes a use final. */
  settle({ digest }: Use): void {
    this.#tables.change('update used_secrets set lease_until = null where digest = ?', digest);
  }

  /** Lets a claim end no earlier than this; a final use stays final. */
  extendLease({ digest }: Use, until: number): void {
    // The maximum of null and anything is null.
    const statement = `update used_secrets set lease_until = max(lease_until, ?1),
      expires_at = max(expires_at, ?1) where digest = ?2`;
    this.#tables.change(statement, until, digest);
  }

  /**
   * Deletes the redemption of a secret, or where an earlier claim lapsed goes back to that. With
   * `by`, only one by this call. False if there is none.
   */
  deleteRedemption(digest: string, by: string | null = null): boolean {
    const own = 'digest = ?1 and (?2 is null or redeemer = ?2)';
    const lapsed = `update used_secrets set lease_until = 0, redeemer = null
      where ${own} and lapsed = 1 returning digest`;
    const only = `delete from used_secrets where ${own} and lapsed = 0 returning digest`;
    return [lapsed, only].some((sql) => this.#tables.rows(sql, digest, by).length > 0);
  }
}
