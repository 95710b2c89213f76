import type { Principal, SessionTraits } from './guard-state.ts';
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
  /** The lockout lane that this sign-in's success clears. */
  lane?: string;
};

export type EndAll = {
  reason: string;
  now: number;
  /** That counts from now on: sessions begun with an older one are ended, now and when they try to begin. */
  epoch?: number;
  /** A session that lives on, with this as its current refresh token. */
  keep?: { sessionId: string; jti: string };
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
  secret: RedeemSecret | null;
  now: number;
  codeTtl: number;
};

export type ChargeAttempt = { lane: string; now: number; policy: LockoutPolicy };
export type ChargeVerdict =
  | { allowed: true; locksNow: boolean }
  | { allowed: false /** Milliseconds. */; retryAfter: number };

/** A retry is known by its key. `now` in epoch milliseconds; `interval` between two mails in milliseconds, a minute if left out. */
export type ChargeMail = { purpose: string; key: string; now: number; interval?: number };
