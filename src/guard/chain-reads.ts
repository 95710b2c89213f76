import type { SessionTraits } from './guard-state.ts';
import type { GuardTables } from './guard-tables.ts';
import type { RefreshChain } from './judge-refresh.ts';
import type { Session } from './session.ts';
import {
  type ChainRow,
  type KeptSession,
  type KnownChain,
  type LiveChain,
  readSession,
  toStored,
} from './stored-chain.ts';

/** Accounts at providers that go, and the session that stays, if any. */
type Disconnected = { ids: readonly string[]; keepId?: string };

/** What is read of the sessions of a user and their refresh chains. */
export class ChainReads {
  protected readonly tables: GuardTables;

  constructor(tables: GuardTables) {
    this.tables = tables;
  }

  /** Null for every session of a closed account. */
  read(sessionId: string): KnownChain | null {
    return this.tables.rows('select 1 from closed').length > 0 ? null : this.find(sessionId);
  }

  /** {@link read}, of a closed account too: what ends must have ended if it opens again. */
  find(sessionId: string): KnownChain | null {
    const query = `select chain, traits, touched_at, origin, reported, refresh_window,
        refreshes, session, roles, email_verified
      from chains, account where session_id = ?`;
    const [row] = this.tables.rows<ChainRow>(query, sessionId);
    return row === undefined ? null : toStored(row);
  }

  /** Sessions that have not ended. */
  listLive(now: number): LiveChain[] {
    const query = `select session_id as id, chain ->> '$.currentIssuedAt' as refreshedAt,
        traits ->> '$.grant.clientId' as clientId from chains
      where expires_at > ? and chain ->> '$.revokedReason' is null`;
    return this.tables.rows<LiveChain>(query, now);
  }

  /**
   * Sessions that have not ended and were begun by one of these accounts at providers, grants in
   * them included. Of sessions of an earlier release, which do not say which account began them,
   * all that a provider began. Leaves out `keepId` and what began in it.
   */
  listBegunBy({ ids, keepId }: Disconnected, now: number): string[] {
    const query = `select session_id as id from chains
      where expires_at > ?1 and chain ->> '$.revokedReason' is null
        and (?2 is null or ?2 not in (session_id, coalesce(traits ->> '$.grant.begunIn', '')))
        and case when traits ->> '$.identity.id' is null
          then exists (select 1 from json_each(traits, '$.amr') where value = 'fed')
          else traits ->> '$.identity.id' in (select value from json_each(?3)) end`;
    return this.tables
      .rows<{ id: string }>(query, now, keepId ?? null, JSON.stringify(ids))
      .map(({ id }) => id);
  }

  /** The grants that were begun in a session and have not ended. */
  listGrantsOf(sessionId: string): { scope: string; session: Session }[] {
    const query = `select session, traits ->> '$.grant.scope' as scope from chains
      where traits ->> '$.grant.begunIn' = ? and chain ->> '$.revokedReason' is null`;
    return this.tables
      .rows<{ scope: string; session: string }>(query, sessionId)
      .map(({ scope, session }) => ({ scope, session: readSession(session) }));
  }

  /** The refreshes of all sessions in the window that began at `start`. */
  sumRefreshes(start: number): number {
    const query = 'select sum(refreshes) as used from chains where refresh_window = ?';
    return this.tables.rows<{ used: number | null }>(query, start)[0]?.used ?? 0;
  }

  list(): string[] {
    return this.tables
      .rows<{ id: string }>('select session_id as id from chains')
      .map(({ id }) => id);
  }

  /** Every session, ended ones too. */
  listKept(): KeptSession[] {
    return this.tables
      .rows<{ id: string; chain: string; traits: string; session: string | null }>(
        'select session_id as id, chain, traits, session from chains',
      )
      .map(({ id, chain, traits, session }) => ({
        id,
        chain: JSON.parse(chain) as RefreshChain,
        traits: JSON.parse(traits) as SessionTraits,
        session: session === null ? null : readSession(session),
      }));
  }

  /** Every session as it was last written: its chain may know of a later refresh. */
  listSessions(): Session[] {
    return this.tables
      .rows<{ session: string }>('select session from chains where session is not null')
      .map(({ session }) => readSession(session));
  }

  /** Whether the guard has every session whole: an earlier release left the details to D1. */
  knowsAll(): boolean {
    return this.tables.rows('select 1 from chains where session is null limit 1').length === 0;
  }
}
