import type { AccountView } from '../users/user.ts';

/**
 * Milliseconds after a pending change's deadline at which it is settled: the deadline is kept by
 * D1's clock, the guard goes by the Worker's.
 */
export const SETTLE_DELAY = 5_000;

/** What a pending change takes away. It holds from `prepare` on, whether or not D1 is written. */
export type Tightening = {
  status?: 'disabled';
  /** Epoch milliseconds. */
  lockedUntil?: number;
  /** All that may stay. */
  roles?: AccountView['roles'];
  /** New kinds of second factor. */
  factors?: string[];
  /** Ends all sessions but `keepId`. */
  endsSessions?: { reason: string; keepId?: string };
  /** Accounts at providers that go, with all sessions that they began but `keepId`. */
  disconnects?: { ids: string[]; keepId?: string };
};

/** A change between `prepare` and `commit`. Times in epoch milliseconds, by the real clock. */
export type Pending = {
  nonce: string;
  deadline: number;
  /** The version known when it was prepared. */
  since: number;
  tightens: Tightening;
  /** The sessions that it ends. */
  ends: string[];
};

/** What the guard knows of the user; `version` is null until it has been taught. */
export type KnownVersion = { version: number | null; pending: readonly Pending[] };

/** A user's row, and where it was read: a replica may lag without bound. */
export type ReadRow = { version: number; from: 'replica' | 'primary' };

/**
 * - `current`: nothing newer is known.
 * - `newer`: the row tells what the guard does not know.
 * - `stale`: read the primary, teach the guard, and come again.
 * - `restored`: the primary is older than the guard, so the database was restored.
 */
export type RowVerdict = 'current' | 'newer' | 'stale' | 'restored';

/**
 * Judges a row that a request has read. A replica is trusted only at the very version that the
 * guard knows, and while nothing is pending. `wall` in epoch milliseconds, by the real clock.
 */
export function judgeRow(
  { version, pending }: KnownVersion,
  row: ReadRow,
  wall: number,
): RowVerdict {
  if (row.from === 'replica')
    return version === row.version && pending.length === 0 ? 'current' : 'stale';
  if (pending.some((change) => isDead(change, wall))) return 'stale';
  if (version === null || row.version > version) return 'newer';
  return row.version === version ? 'current' : 'restored';
}

/** Whether a change can no longer reach D1. Only a read of the primary tells whether it has. */
export function isDead({ deadline }: Pending, wall: number): boolean {
  return deadline + SETTLE_DELAY <= wall;
}

/**
 * Whether a sign-in judged by this row, by this account at a provider if by any, ignores something
 * that is being taken away.
 */
export function isOvertaken(
  pending: readonly Pending[],
  row: Pick<AccountView, 'version' | 'factors'>,
  identityId: string | null,
): boolean {
  return pending.some(({ since, tightens }) => {
    const { status, lockedUntil, factors, endsSessions, disconnects } = tightens;
    if (identityId !== null && disconnects?.ids.includes(identityId) === true) return true;
    if (status !== undefined || lockedUntil !== undefined) return true;
    if (factors?.some((kind) => !row.factors.includes(kind)) === true) return true;
    return endsSessions !== undefined && row.version <= since;
  });
}

/** The view with everything taken away that is being taken away. */
export function tighten(view: AccountView, pending: readonly Pending[]): AccountView {
  const tightened = { ...view };
  for (const { tightens } of pending) {
    const { status = tightened.status, lockedUntil, roles, factors = [] } = tightens;
    tightened.status = status;
    tightened.roles = keepRoles(tightened.roles, roles);
    tightened.factors = [...new Set([...tightened.factors, ...factors])];
    if (lockedUntil !== undefined)
      tightened.lockedUntil = Math.max(tightened.lockedUntil ?? 0, lockedUntil);
  }
  return tightened;
}

/** A change never gives back a role that is gone: it may have been decided by an older row. */
export function keepRoles(
  roles: AccountView['roles'],
  allowed: Tightening['roles'],
): AccountView['roles'] {
  return allowed === undefined ? roles : roles.filter((role) => allowed.includes(role));
}

/** Whether a pending change ends this session. */
export function endsSession(pending: readonly Pending[], sessionId: string): boolean {
  return pending.some(({ ends }) => ends.includes(sessionId));
}

/**
 * Whether a change has disconnected an account at a provider, by what is known since. A view from a
 * Worker of an earlier release has no `identities`, and settles nothing.
 */
export function hasDisconnected(
  { tightens: { disconnects } }: Pick<Pending, 'tightens'>,
  { identities }: Partial<Pick<AccountView, 'identities'>>,
): boolean {
  if (disconnects === undefined || identities === undefined) return false;
  return disconnects.ids.some((id) => !identities.includes(id));
}
