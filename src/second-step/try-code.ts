import type { AccountGuards } from '../guard/account-guards.ts';
import type { Lane } from '../guard/lanes.ts';
import type { ClientInfo } from '../http/client-info.ts';
import type { FoundSecret } from '../one-time-secrets/one-time-secrets.ts';
import type { FollowFailure } from '../sessions/follow-failure.ts';
import type { LaneOf } from '../sessions/requester-lanes.ts';
import type { Clock } from '../shared/clock.ts';
import type { User } from '../users/user.ts';

/** What tells the bearer of a code from a stranger, besides a device cookie: a half-way sign-in, or a session. */
export type Standing = { signInId: string } | { sessionId: string };

export type CodeToTry = {
  /** Null for a name that nobody has: the try is counted at a stand-in. */
  user: User | null;
  /** The guard that counts it, where it is not the user's own. */
  place?: string;
  /** Who registered the address, where nobody has proved it. */
  registrants?: readonly User[];
  /** What the account was named by. */
  name: string;
  purpose: string;
  standing?: Standing;
  /** Null for a code that KV does not know, or that is not this user's. */
  secret: FoundSecret<unknown> | null;
  client: ClientInfo;
};
/** The lane in which the code was right; null whatever was wrong. */
export type TryCode = (code: CodeToTry) => Promise<Lane | null>;

export type TryCodeDeps = {
  guards: AccountGuards;
  laneOf: LaneOf;
  followFailure: FollowFailure;
  clock: Clock;
  /** Milliseconds. */
  codeTtl: number;
};

/** Uses a typed code if it is right and its lane has a try left. Throws `storage_unavailable`. */
export function createTryCode(deps: TryCodeDeps): TryCode {
  const { guards, laneOf, followFailure, clock, codeTtl } = deps;

  return async function tryCode(code) {
    const { user, place, registrants = [], name, purpose, standing, secret, client } = code;
    const lane = findLane(laneOf(user ?? registrants, client), standing);
    const verdict = await guards.tryCode(place ?? user?.id ?? guards.decoyFor(name).guard, {
      lane,
      purpose,
      ...(standing !== undefined && 'signInId' in standing ? { code: standing.signInId } : {}),
      secret,
      now: clock(),
      codeTtl,
    });
    if (verdict.isRight) return lane;
    followFailure({ userId: user?.id ?? null, lane, what: 'code', failure: verdict, client });
    return null;
  };
}

function findLane(known: Lane, standing: Standing | undefined): Lane {
  if (standing === undefined) return known;
  if ('sessionId' in standing) return `session:${standing.sessionId}`;
  return known === 'strangers' ? 'second-step' : known;
}
