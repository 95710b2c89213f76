import type { AccountGuards } from '../guard/account-guards.ts';
import type { Lane } from '../guard/lanes.ts';
import type { ClientInfo } from '../http/client-info.ts';
import type { FoundSecret } from '../one-time-secrets/one-time-secrets.ts';
import type { Clock } from '../shared/clock.ts';
import type { User } from '../users/user.ts';

/** A wrong code for an account that exists. */
export type FailedTry = {
  user: User;
  lane: Lane;
  /** Whether it left the lane without another try. */
  usesUp: boolean;
  /** Whether it is the lane's first in a row. */
  first: boolean;
  client: ClientInfo;
};

export type CodeToTry = {
  /** Null for a name that nobody has: the try is counted at a stand-in. */
  user: User | null;
  /** What the account was named by. */
  name: string;
  purpose: string;
  /** Which sign-in's code it is, where its bearer says so: the tries are then its own. */
  signInId?: string;
  /** Null for a code that KV does not know, or that is not this user's. */
  secret: FoundSecret<unknown> | null;
  lane: Lane;
  client: ClientInfo;
};
export type TryCode = (code: CodeToTry) => Promise<boolean>;

export type TryCodeDeps = {
  guards: AccountGuards;
  clock: Clock;
  /** Milliseconds. */
  codeTtl: number;
  /** What follows a failure, after the answer: whom it tells and what it records. */
  onFailure: (failed: FailedTry) => void;
};

/** Uses a typed code if it is right and its lane has a try left. False whatever was wrong. Throws `storage_unavailable`. */
export function createTryCode({ guards, clock, codeTtl, onFailure }: TryCodeDeps): TryCode {
  return async function tryCode({ user, name, purpose, signInId, secret, lane, client }) {
    const verdict = await guards.tryCode(user?.id ?? guards.decoyFor(name).guard, {
      lane,
      purpose,
      ...(signInId === undefined ? {} : { code: signInId }),
      secret,
      now: clock(),
      codeTtl,
    });
    if (verdict.right) return true;
    if (user !== null)
      onFailure({ user, lane, usesUp: verdict.usesUp, first: verdict.first, client });
    return false;
  };
}
