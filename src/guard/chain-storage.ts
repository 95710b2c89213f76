import { systemRandom } from '../shared/random.ts';
import { ChainReads } from './chain-reads.ts';
import type { SessionTraits } from './guard-state.ts';
import type { GuardTables } from './guard-tables.ts';
import type { RefreshChain } from './judge-refresh.ts';
import type { Outbox } from './outbox.ts';
import type { Session } from './session.ts';
import type { StoredChain, WindowCount } from './stored-chain.ts';

/** `isOwn`: its client has ended it and need not be told. Epoch milliseconds. */
type Ending = { reason: string; now: number; isOwn?: boolean };
/** What a rotation writes. */
type Rotation = Pick<StoredChain, 'chain' | 'touchedAt' | 'origin' | 'refreshes'>;

/** The sessions of a user with their refresh chains. What changes is noted for D1. */
export class ChainStorage extends ChainReads {
  readonly #outbox: Outbox;

  constructor(tables: GuardTables, outbox: Outbox) {
    super(tables);
    this.#outbox = outbox;
  }

  /** Moves the grants of a session to the one that replaces it. */
  passOn(from: string, to: string): void {
    const statement = `update chains set traits = json_set(traits, '$.grant.begunIn', ?)
      where traits ->> '$.grant.begunIn' = ?`;
    this.tables.change(statement, to, from);
  }

  insert(
    sessionId: string,
    { chain, traits, touchedAt, origin, session }: Omit<StoredChain, 'reported' | 'refreshes'>,
  ): void {
    this.tables.insert(
      chain.expiresAt,
      `insert or replace into chains
        (session_id, chain, traits, touched_at, origin, reported, session, expires_at)
        values (?, ?, ?, ?, ?, 0, ?, ?)`,
      sessionId,
      JSON.stringify(chain),
      JSON.stringify(traits),
      touchedAt,
      origin,
      session === null ? null : JSON.stringify(session),
      chain.expiresAt,
    );
    if (session !== null) this.#outbox.note({ session }, touchedAt);
  }

  update(sessionId: string, chain: RefreshChain, touchedAt: number): void {
    const statement = 'update chains set chain = ?, touched_at = ? where session_id = ?';
    this.tables.change(statement, JSON.stringify(chain), touchedAt, sessionId);
  }

  rotate(sessionId: string, { chain, touchedAt, origin, refreshes }: Rotation): void {
    this.tables.change(
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

  writeTraits(sessionId: string, traits: SessionTraits): void {
    const statement = 'update chains set traits = ? where session_id = ?';
    this.tables.change(statement, JSON.stringify(traits), sessionId);
  }

  writeRefreshes(sessionId: string, { start, count }: WindowCount): void {
    const statement = 'update chains set refresh_window = ?, refreshes = ? where session_id = ?';
    this.tables.change(statement, start, count, sessionId);
  }

  /** Writes a session as users see it, and tells D1. `now` in epoch milliseconds. */
  writeSession(session: Session, now: number): void {
    const statement = 'update chains set session = ? where session_id = ?';
    this.tables.change(statement, JSON.stringify(session), session.id);
    this.#outbox.note({ session }, now);
  }

  /**
   * Ends a session at `now` (epoch milliseconds), and tells the client that holds it. False if it
   * is unknown or has ended: the first reason stays.
   */
  revoke(sessionId: string, { reason, now, isOwn = false }: Ending): boolean {
    const stored = this.find(sessionId);
    if (stored === null || stored.chain.revokedReason !== null) return false;
    const chain = { ...stored.chain, retired: [], revokedReason: reason };
    this.update(sessionId, chain, stored.touchedAt);
    this.noteEnd(sessionId, stored.session, { reason, now, isOwn });
    return true;
  }

  /** Tells that a session has ended, for a chain that is ended already. */
  noteEnd(sessionId: string, session: Session | null, { reason, now, isOwn }: Ending): void {
    if (session === null) this.#outbox.note({ over: { id: sessionId, at: now, reason } }, now);
    else {
      const ended = { ...session, revokedAt: now, revokeReason: reason, seq: session.seq + 1 };
      this.writeSession(ended, now);
      if (isOwn !== true) this.noteSignOut(session, now);
    }
  }

  /** Lets the client that holds a session know that its user is signed out. */
  noteSignOut({ id: sessionId, userId, clientId }: Session, now: number): void {
    if (clientId === null) return;
    const id = systemRandom.uuid();
    this.#outbox.note({ signedOut: { id, clientId, userId, sessionId } }, now);
  }

  markReported(sessionId: string): void {
    this.tables.change('update chains set reported = 1 where session_id = ?', sessionId);
  }
}
