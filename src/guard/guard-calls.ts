import type { Principal, SessionTraits } from './guard-state.ts';
import type { Lane } from './lanes.ts';
import type { LockoutPolicy } from './lockout.ts';

// What goes over to the guard and comes back.

export type OpenChain = {
  sessionId: string;
  jti: string;
  /** Epoch milliseconds, as is `expiresAt`. */
  now: number;
  expiresAt: number;
  traits: SessionTraits;
  principal: Principal;
  /** When the roles were changed last, as the sign-in knew it. */
  rolesChangedAt: number;
  /** As the sign-in knew it. One that was judged by an older epoch than the present opens nothing. */
  epoch: number;
  /** The lane that this sign-in's success clears. A known device also reopens the lane of the second step. */
  lane?: Lane;
};

export type EndAll = {
  reason: string;
  now: number;
  /** That counts from now on: sessions begun with an older one are ended, now and when they try to begin. */
  epoch?: number;
  /** A session that lives on, with this as its current refresh token. */
  keep?: { sessionId: string; jti: string };
  /** Whether locks and used-up tries end as well, as with a reset. */
  clearsTries?: boolean;
};

export type RotateChain = {
  sessionId: string;
  jti: string;
  successorJti: string;
  now: number;
  /** Milliseconds. */
  grace: number;
  /** At most so many refreshes of the user in each window of so many milliseconds; left out where limits are off. */
  limit?: { limit: number; window: number };
};

/** Everything that a refreshed pair of tokens is made of. */
export type CurrentToken = SessionTraits &
  Principal & { jti: string; issuedAt: number; expiresAt: number };

/** Refreshes of a user in the present window, this one included, and when it ends (epoch milliseconds). */
export type RefreshCount = { used: number; endsAt: number };

export type RotationVerdict =
  | {
      kind: 'current';
      token: CurrentToken;
      /** Whether a retired token was answered within the grace. */
      repeated: boolean;
      /** Whether the session's row is due for its times. */
      touch: boolean;
      /** Null where refreshes are not limited. */
      count: RefreshCount | null;
    }
  | { kind: 'limited'; count: RefreshCount }
  | {
      kind: 'reused';
      /** Whether nobody has yet been told. */
      unreported: boolean;
      /** Milliseconds since the token was retired; null once that is forgotten, which the next rotation after the grace does. */
      retiredFor: number | null;
    }
  | { kind: 'ended' }
  | { kind: 'expired' };

export type RedeemSecret = {
  digest: string;
  purpose: string;
  /** Epoch milliseconds, as are the other times. */
  issuedAt: number;
  /** Secrets of the purpose that were issued before this stay good. */
  since: number;
  expiresAt: number;
  rememberUntil: number;
  /** The epoch it was issued in: void once all sessions were ended since. Null for a secret that only takes back. */
  epoch: number | null;
  now: number;
};

/** Times in epoch milliseconds; `since` is 0 if left out. */
export type VoidSecrets = {
  purposes: string[];
  since?: number;
  now: number;
  rememberUntil: number;
};

/** `secret` is null when KV knew no such code: the try is charged all the same. `codeTtl` in milliseconds. */
export type TryCode = {
  purpose: string;
  /** Which code is tried, where its bearer says so, as an `mfa_token` does: its tries are then its own. */
  code?: string;
  secret: RedeemSecret | null;
  lane: Lane;
  now: number;
  codeTtl: number;
};

/** What a failure comes to. */
export type Failure = {
  /** Whether it left the lane without another try. */
  usesUp: boolean;
  /** Whether it is the lane's first in a row. */
  first: boolean;
};
export type CodeVerdict = { right: true } | ({ right: false } & Failure);

export type ChargeAttempt = {
  lane: Lane;
  /** By which name the account was typed: each tells only what was tried by it. */
  name?: string;
  now: number;
  policy: LockoutPolicy;
};
export type ChargeVerdict =
  /** `usesUp`: should it fail. */
  | ({ allowed: true } & Failure)
  /** Silent where the account is locked by tries at another name, of which this one must not tell. `retryAfter` in milliseconds. */
  | { allowed: false; retryAfter: number; silent: boolean };

export type ChargeMail = { lane: Lane; purpose: string; key: string; now: number };
