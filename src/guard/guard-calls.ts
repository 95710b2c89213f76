import type { GuardCount, GuardLimit } from '../limits/admission.ts';
import type { AccountView } from '../users/user.ts';
import type { Principal, SessionTraits } from './guard-state.ts';
import type { Judged } from './judge-refresh.ts';
import type { Lane, NameKind } from './lanes.ts';
import type { LockoutPolicy } from './lockout.ts';
import type { NewSession, SessionOrigin } from './session.ts';
import type { Trail } from './trail.ts';
import type { ReadRow } from './versions.ts';

// Inputs and results of calls to the guard.

export type OpenChain = {
  sessionId: string;
  jti: string;
  /** Epoch milliseconds, as is `expiresAt`. */
  now: number;
  expiresAt: number;
  traits: SessionTraits;
  /** Digest of where the sign-in came from, to compare refreshes with. */
  origin: string;
  /** The user as read by the sign-in, and where. */
  user: AccountView;
  from: ReadRow['from'];
  /** Epoch milliseconds by the real clock, which deadlines of changes go by. */
  wall: number;
  /** For a sign-in whose tries were charged to a lane. */
  success?: Success;
  /** The session as its user sees it. */
  session: NewSession;
  /** The kinds of second factors that were used. */
  factors: string[];
  /** Whether the client holds a device cookie of this account. */
  knownDevice: boolean;
  trail: Trail;
  /** The session that this one replaces in the same browser. */
  replaces?: string;
  /** Maximum live sessions; the longest idle are ended first. */
  maxSessions: number;
};
/**
 * The sessions ended to make room; or why the session was not opened: `overtaken` by a change,
 * judged by a row that is `stale` or of a `restored` database (`versions.ts`).
 */
export type Opened =
  /** `fromNew`: the owner should hear of it, since it is from a new device or country. */
  | { opened: true; evicted: string[]; fromNew: boolean }
  /** `untaught`: the guard must first be taught the sessions of an earlier release. */
  | { opened: false; why: 'overtaken' | 'stale' | 'untaught' }
  /** `known` is the version that the guard knows. */
  | { opened: false; why: 'restored'; known: number };

/** How sessions end, and the event to record if one does. */
export type End = { reason: string; now: number; trail: Trail };

export type EndAll = {
  reason: string;
  now: number;
  /** The new epoch: sessions begun with an older one end now, and can no longer be opened. */
  epoch?: number;
  /** A session to keep, with `jti` as its current refresh token. */
  keep?: { sessionId: string; jti: string };
  /** Whether locks and counted tries are cleared too, as by a reset. */
  clearsTries?: boolean;
};

export type RotateChain = {
  sessionId: string;
  jti: string;
  successorJti: string;
  now: number;
  /** Milliseconds. */
  grace: number;
  /** Milliseconds without a refresh after which a session expires; 0 for no limit. */
  idleTtl?: number;
  /** Digest of where the refresh came from, as for {@link OpenChain}. */
  origin: string;
  /** Epoch milliseconds by the real clock. */
  wall?: number;
  trail: Trail;
  /** Maximum refreshes per user and window (milliseconds); left out where limits are off. */
  limit?: { limit: number; window: number };
};

/** A token presented only to learn whether it would be exchanged. */
export type PresentedChain = Omit<RotateChain, 'successorJti' | 'origin' | 'trail' | 'limit'>;

/** Everything needed to issue a refreshed pair of tokens. */
export type CurrentToken = SessionTraits &
  Principal & { jti: string; issuedAt: number; expiresAt: number };

/** The user's refreshes in this window, including this one; `endsAt` in epoch milliseconds. */
export type RefreshCount = { used: number; endsAt: number };

/** The chain's verdict, with facts from the rest of the guard. */
export type GuardVerdict =
  /**
   * `touch`: the refresh is the session's first of a day, or comes from elsewhere than the last, so
   * its row and its history were due for an update. `untaught`: the guard must be taught the
   * sessions of an earlier release. `count` is null without a limit.
   */
  | Judged<
      'rotated',
      { token: CurrentToken; count: RefreshCount | null; touch: boolean; untaught: boolean }
    >
  | Judged<'repeated', { token: CurrentToken; count: RefreshCount | null }>
  | Judged<'limited', { count: RefreshCount }>
  /**
   * `retiredFor`: milliseconds since the token was retired; null once forgotten, at the next
   * rotation after the grace. `began`: where the session began, if that is known.
   */
  | Judged<'reused' | 'reused_again', { retiredFor: number | null; began: SessionOrigin | null }>
  | Judged<'ended'>
  /** A change that ends the session may have died half-way: the guard must first be taught. */
  | { kind: 'unsettled' }
  /** `idle` the first time a session is found idle for too long, which ends it. */
  | Judged<'expired', { idle: boolean }>;

export type RedeemSecret = {
  digest: string;
  purpose: string;
  /** Epoch milliseconds, as are the other times. */
  issuedAt: number;
  /** Secrets of the purpose issued before this stay valid. */
  since: number;
  expiresAt: number;
  rememberUntil: number;
  /**
   * The epoch it was issued in: a newer one voids the secret. Null for a secret that only undoes
   * something.
   */
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

/** `secret` is null for an unknown code: the try is still charged. `codeTtl` in milliseconds. */
export type TryCode = {
  purpose: string;
  /** Identifies the code, where an `mfa_token` names it: its tries are then counted separately. */
  code?: string;
  secret: RedeemSecret | null;
  lane: Lane;
  now: number;
  codeTtl: number;
};

/** The consequences of a failure. */
export type Failure = {
  /** Whether the lane has no try left. */
  usesUp: boolean;
  /** Whether it is the lane's first in a row, where those are counted. */
  first: boolean;
  /** Whether the lane stays shut until the owner acts. */
  shut: boolean;
};
export type CodeVerdict = { isRight: true } | ({ isRight: false } & Failure);

export type ChargeAttempt = {
  lane: Lane;
  /** The kind of name that was typed, if any: each kind has a separate count. */
  name?: NameKind;
  now: number;
  policy: LockoutPolicy;
  /** A limit of requests to count in the same call. Over it, the attempt is not charged. */
  limit?: GuardLimit;
};
/** `silent` if the charge was refused silently: only the name was charged. */
export type Refund = Omit<ChargeAttempt, 'policy' | 'limit'> & { silent?: boolean };
/** The lane of a successful attempt. */
export type Success = {
  lane: Lane;
  /** The kind of name that was typed; the other's count stays. */
  name?: NameKind;
  /** Whether it was a password as second step, whose charge is refunded. */
  charged?: boolean;
};
/** A success with the mail that follows it, charged in the same call. */
export type Unlock = Success & { mail?: ChargeMail };

export type ChargeVerdict =
  /** The consequences if the attempt fails. */
  | ({ allowed: true } & Failure)
  /**
   * `silent` if the account is locked by tries at another name, which this one must not reveal.
   * `retryAfter` in milliseconds.
   */
  | { allowed: false; retryAfter: number; silent: boolean };
/** With the count of the limit that came with the attempt, if any. */
export type CountedCharge = ChargeVerdict & { count: GuardCount | null };

/** `key` identifies a retry. `now` in epoch milliseconds. */
export type ChargeMail = { lane: Lane; purpose: string; key: string; now: number };
/** `retryAfter` in milliseconds. */
export type MailVerdict = { allowed: true } | { allowed: false; retryAfter: number };

/** An access token to refuse from `now` until it expires (epoch milliseconds). */
export type RevokeAccess = {
  jti: string;
  expiresAt: number;
  sessionId: string;
  now: number;
  trail: Trail;
};
