import type { Role } from '../shared/role.ts';
import type { Principal, SessionTraits } from './guard-state.ts';
import type { RefreshChain } from './judge-refresh.ts';
import type { Session } from './session.ts';

export type StoredChain = {
  chain: RefreshChain;
  traits: SessionTraits;
  /** When the session's row in D1 was last written, in epoch milliseconds. */
  touchedAt: number;
  /** Where it was last refreshed from; null if that is not known. */
  origin: string | null;
  reported: boolean;
  refreshes: WindowCount;
  /** Null for a session that an earlier release began, until the guard is taught it. */
  session: Session | null;
};
/** Refreshes of a session in the window that began at `start` (epoch milliseconds). */
export type WindowCount = { start: number; count: number };
/**
 * A live session: when it was last refreshed (epoch milliseconds), and whose grant it is, if one.
 */
export type LiveChain = { id: string; refreshedAt: number; clientId: string | null };
/** A session with what its chain knows better. */
export type KeptSession = Pick<StoredChain, 'chain' | 'traits' | 'session'> & { id: string };
/** A chain with what its tokens say of the user. */
export type KnownChain = StoredChain & { principal: Principal };

/** A chain as a row of the guard. */
export type ChainRow = {
  chain: string;
  traits: string;
  touched_at: number;
  origin: string | null;
  reported: number;
  refresh_window: number;
  refreshes: number;
  session: string | null;
  roles: string;
  email_verified: number;
};

/** Reads a row. */
export function toStored(row: ChainRow): KnownChain {
  return {
    chain: JSON.parse(row.chain) as RefreshChain,
    traits: JSON.parse(row.traits) as SessionTraits,
    touchedAt: row.touched_at,
    origin: row.origin,
    reported: row.reported === 1,
    refreshes: { start: row.refresh_window, count: row.refreshes },
    session: row.session === null ? null : readSession(row.session),
    principal: {
      roles: JSON.parse(row.roles) as Role[],
      emailVerified: row.email_verified === 1,
    },
  };
}

/** Reads a stored session. One of an earlier release names no client, since it has none. */
export function readSession(text: string): Session {
  return { clientId: null, ...(JSON.parse(text) as Omit<Session, 'clientId'>) };
}
