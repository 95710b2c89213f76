import type { Role } from '../shared/role.ts';
import type { Principal, SessionTraits } from './guard-state.ts';
import type { Lane, NameKind } from './lanes.ts';
import type { LockoutPolicy } from './lockout.ts';
import type { Judged } from './rotation.ts';

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
  /** For a sign-in whose tries were charged to a lane. */
  success?: Success;
  /** A session that this one replaces: the browser still bore it. */
  replaces?: string;
  /** How many sessions may be alive; the longest idle go first. */
  maxSessions: number;
};
/** Which sessions ended to make room, or that the sign-in was overtaken and nothing happened. */
export type Opened = { opened: true; evicted: string[] } | { opened: false };

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
  /** A session that was not refreshed for so many milliseconds has expired; 0 for no such limit. */
  idleTtl?: number;
  /** At most so many refreshes of the user in each window of so many milliseconds; left out where limits are off. */
  limit?: { limit: number; window: number };
};

/** Everything that a refreshed pair of tokens is made of. */
export type CurrentToken = SessionTraits &
  Principal & { jti: string; issuedAt: number; expiresAt: number };

/** Refreshes of a user in the present window, this one included, and when it ends (epoch milliseconds). */
export type RefreshCount = { used: number; endsAt: number };

/** The chain's verdict, with what the rest of the guard knows. */
export type GuardVerdict =
  /** `touch`: the session's row is due for its times. `count` is null where refreshes have no limit. */
  | Judged<'rotated', { token: CurrentToken; count: RefreshCount | null; touch: boolean }>
  | Judged<'repeated', { token: CurrentToken; count: RefreshCount | null }>
  | Judged<'limited', { count: RefreshCount }>
  /**
   * `retiredFor`: milliseconds since the token was retired; null once that is forgotten, which the
   * next rotation after the grace does.
   */
  | Judged<'reused' | 'reused_again', { retiredFor: number | null }>
  | Judged<'ended'>
  /** `idle` the first time a session is found to have been idle too long, which ends it. */
  | Judged<'expired', { idle: boolean }>;

/** `changedAt` decides which change wins. Times in epoch milliseconds. */
export type RoleChange = { roles: Role[]; changedAt: number; now: number };

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
  /** Whether it is the lane's first in a row, where failures in a row are counted. */
  first: boolean;
  /** Whether the lane stays shut until the owner acts. */
  shut: boolean;
};
export type CodeVerdict = { isRight: true } | ({ isRight: false } & Failure);

export type ChargeAttempt = {
  lane: Lane;
  /** The kind of name that was typed: each tells only what was tried by it. Left out where nobody typed one. */
  name?: NameKind;
  now: number;
  policy: LockoutPolicy;
};
/** `silent` if the charge was refused silently, so that only the name was charged. */
export type Refund = Omit<ChargeAttempt, 'policy'> & { silent?: boolean };
/** Where somebody succeeded. */
export type Success = {
  lane: Lane;
  /** The kind of name that was typed; the count of the other stays. */
  name?: NameKind;
  /** Whether it was a password given as second step, whose charge is taken back. */
  charged?: boolean;
};
/** With a mail that the success leads to, charged in the same visit. */
export type Unlock = Success & { mail?: ChargeMail };

export type ChargeVerdict =
  /** `usesUp`: should it fail. */
  | ({ allowed: true } & Failure)
  /** Silent where the account is locked by tries at another name, of which this one must not tell. `retryAfter` in milliseconds. */
  | { allowed: false; retryAfter: number; silent: boolean };

/** A retry is known by its key. `now` in epoch milliseconds. */
export type ChargeMail = { lane: Lane; purpose: string; key: string; now: number };
/** `retryAfter` in milliseconds. */
export type MailVerdict = { allowed: true } | { allowed: false; retryAfter: number };
