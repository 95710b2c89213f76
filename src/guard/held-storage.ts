import type { GuardTables } from './guard-tables.ts';

/** Something by its digest. Times are epoch milliseconds. */
export type Held = { digest: string; expiresAt: number; now: number };
/** Who takes what is held. */
export type HeldClaim = { digest: string; holder: string; now: number };

/**
 * What an OAuth client has used once, and what it has left to be taken by one person. Both are
 * decided here, since KV would let two of them pass. The caller owns the transaction.
 */
export class HeldStorage {
  readonly #tables: GuardTables;

  constructor(tables: GuardTables) {
    this.#tables = tables;
  }

  /** Keeps something unless it is kept already. Whether it was not. */
  add({ digest, expiresAt, now }: Held, body = ''): boolean {
    const statement = `insert into held (digest, body, expires_at) values (?1, ?2, ?3)
      on conflict (digest) do update
        set body = ?2, expires_at = ?3, holder = null, claims = 0 where expires_at <= ?4
      returning digest`;
    const rows = this.#tables.insert(expiresAt, statement, digest, body, expiresAt, now);
    return rows.length > 0;
  }

  /** What is kept; null if nothing is any more. */
  read(digest: string, now: number): string | null {
    const query = 'select body from held where digest = ? and expires_at > ?';
    const [row] = this.#tables.rows<{ body: string }>(query, digest, now);
    return row?.body ?? null;
  }

  /** Counts a claim of the holder who claimed first, or of the first one. False for others. */
  claim({ digest, holder, now }: HeldClaim): boolean {
    const statement = `update held set holder = ?2, claims = claims + 1
      where digest = ?1 and expires_at > ?3 and (holder is null or holder = ?2) returning digest`;
    return this.#tables.rows(statement, digest, holder, now).length > 0;
  }

  /** Forgets what is kept; that it was taken is known as long as before. */
  empty(digest: string): void {
    this.#tables.change("update held set body = '' where digest = ?", digest);
  }

  /** Takes back one claim of a holder. After the last one somebody else may claim. */
  unclaim(digest: string, holder: string): void {
    const statement = `update held set claims = claims - 1, holder = iif(claims > 1, holder, null)
      where digest = ? and holder = ?`;
    this.#tables.change(statement, digest, holder);
  }
}
