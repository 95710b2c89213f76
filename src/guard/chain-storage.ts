import type { Role } from '../shared/role.ts';
import type { Principal, SessionTraits } from './guard-state.ts';
import type { GuardTables } from './guard-tables.ts';
import type { RefreshChain } from './judge-refresh.ts';

export type StoredChain = {
  chain: RefreshChain;
  traits: SessionTraits;
  touchedAt: number;
  reported: boolean;
};
type ChainRow = {
  chain: string;
  traits: string;
  touched_at: number;
  reported: number;
  roles: string;
  email_verified: number;
};

/** The refresh chains of a user's sessions. */
export class ChainStorage {
  readonly #tables: GuardTables;

  constructor(tables: GuardTables) {
    this.#tables = tables;
  }

  read(sessionId: string): (StoredChain & { principal: Principal }) | null {
    const query = `select chain, traits, touched_at, reported, roles, email_verified
      from chains, account where session_id = ?`;
    const [row] = this.#tables.rows<ChainRow>(query, sessionId);
    if (row === undefined) return null;
    return {
      chain: JSON.parse(row.chain) as RefreshChain,
      traits: JSON.parse(row.traits) as SessionTraits,
      touchedAt: row.touched_at,
      reported: row.reported === 1,
      principal: {
        roles: JSON.parse(row.roles) as Role[],
        emailVerified: row.email_verified === 1,
      },
    };
  }

  /** Sessions that have not ended, with the time of their last refresh (epoch milliseconds). */
  listLive(now: number): { id: string; refreshedAt: number }[] {
    const query = `select session_id as id, chain ->> '$.currentIssuedAt' as refreshedAt from chains
      where expires_at > ? and chain ->> '$.revokedReason' is null`;
    return this.#tables.rows<{ id: string; refreshedAt: number }>(query, now);
  }

  list(): string[] {
    return this.#tables
      .rows<{ id: string }>('select session_id as id from chains')
      .map(({ id }) => id);
  }

  insert(sessionId: string, { chain, traits, touchedAt }: StoredChain): void {
    this.#tables.insert(
      chain.expiresAt,
      `insert or replace into chains (session_id, chain, traits, touched_at, reported, expires_at)
        values (?, ?, ?, ?, 0, ?)`,
      sessionId,
      JSON.stringify(chain),
      JSON.stringify(traits),
      touchedAt,
      chain.expiresAt,
    );
  }

  update(sessionId: string, chain: RefreshChain, touchedAt: number): void {
    const statement = 'update chains set chain = ?, touched_at = ? where session_id = ?';
    this.#tables.change(statement, JSON.stringify(chain), touchedAt, sessionId);
  }

  /** Ends a session. The first reason stays; an unknown session is ignored. */
  revoke(sessionId: string, reason: string): void {
    const stored = this.read(sessionId);
    if (stored === null || stored.chain.revokedReason !== null) return;
    const chain = { ...stored.chain, retired: [], revokedReason: reason };
    this.update(sessionId, chain, stored.touchedAt);
  }

  markReported(sessionId: string): void {
    this.#tables.change('update chains set reported = 1 where session_id = ?', sessionId);
  }
}
