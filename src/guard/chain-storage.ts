import type { Role } from '../shared/role.ts';
import type { RefreshTime } from './guard-calls.ts';
import type { Principal, SessionTraits } from './guard-state.ts';
import type { GuardTables } from './guard-tables.ts';
import type { RefreshChain } from './judge-refresh.ts';

export type StoredChain = {
  chain: RefreshChain;
  traits: SessionTraits;
  /** When the session's row in D1 was last written, in epoch milliseconds. */
  touchedAt: number;
  /** Where it was last refreshed from; null if that is not known. */
  origin: string | null;
  reported: boolean;
  refreshes: WindowCount;
};
/** Refreshes of a session in the window that began at `start` (epoch milliseconds). */
export type WindowCount = { start: number; count: number };
/** What a rotation writes. */
type Rotation = Pick<StoredChain, 'chain' | 'touchedAt' | 'origin' | 'refreshes'>;
type ChainRow = {
  chain: string;
  traits: string;
  touched_at: number;
  origin: string | null;
  reported: number;
  refresh_window: number;
  refreshes: number;
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
    const query = `select chain, traits, touched_at, origin, reported, refresh_window,
        refreshes, roles, email_verified
      from chains, account where session_id = ? and not exists (select 1 from closed)`;
    const [row] = this.#tables.rows<ChainRow>(query, sessionId);
    if (row === undefined) return null;
    return {
      chain: JSON.parse(row.chain) as RefreshChain,
      traits: JSON.parse(row.traits) as SessionTraits,
      touchedAt: row.touched_at,
      origin: row.origin,
      reported: row.reported === 1,
      refreshes: { start: row.refresh_window, count: row.refreshes },
      principal: {
        roles: JSON.parse(row.roles) as Role[],
        emailVerified: row.email_verified === 1,
      },
    };
  }

  /** Sessions that have not ended, with the time of their last refresh (epoch milliseconds). */
  listLive(now: number): RefreshTime[] {
    const query = `select session_id as id, chain ->> '$.currentIssuedAt' as refreshedAt from chains
      where expires_at > ? and chain ->> '$.revokedReason' is null`;
    return this.#tables.rows<RefreshTime>(query, now);
  }

  /** When each session was last refreshed (epoch milliseconds), ended ones too. */
  listTimes(): RefreshTime[] {
    const query = `select session_id as id, chain ->> '$.currentIssuedAt' as refreshedAt
      from chains`;
    return this.#tables.rows<RefreshTime>(query);
  }

  /** The refreshes of all sessions in the window that began at `start`. */
  sumRefreshes(start: number): number {
    const query = 'select sum(refreshes) as used from chains where refresh_window = ?';
    return this.#tables.rows<{ used: number | null }>(query, start)[0]?.used ?? 0;
  }

  list(): string[] {
    return this.#tables
      .rows<{ id: string }>('select session_id as id from chains')
      .map(({ id }) => id);
  }

  insert(
    sessionId: string,
    { chain, traits, touchedAt, origin }: Omit<StoredChain, 'reported' | 'refreshes'>,
  ): void {
    this.#tables.insert(
      chain.expiresAt,
      `insert or replace into chains (session_id, chain, traits, touched_at, origin, reported, expires_at)
        values (?, ?, ?, ?, ?, 0, ?)`,
      sessionId,
      JSON.stringify(chain),
      JSON.stringify(traits),
      touchedAt,
      origin,
      chain.expiresAt,
    );
  }

  update(sessionId: string, chain: RefreshChain, touchedAt: number): void {
    const statement = 'update chains set chain = ?, touched_at = ? where session_id = ?';
    this.#tables.change(statement, JSON.stringify(chain), touchedAt, sessionId);
  }

  rotate(sessionId: string, { chain, touchedAt, origin, refreshes }: Rotation): void {
    this.#tables.change(
      `update chains set chain = ?, touched_at = ?, origin = ?, refresh_window = ?, refreshes = ?
        where session_id = ?`,
      JSON.stringify(chain),
      touchedAt,
      origin,
      refreshes.start,
      refreshes.count,
      sessionId,
    );
  }

  writeRefreshes(sessionId: string, { start, count }: WindowCount): void {
    const statement = 'update chains set refresh_window = ?, refreshes = ? where session_id = ?';
    this.#tables.change(statement, start, count, sessionId);
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
