import type { AccountView } from '../users/user.ts';
import type { Principal, SessionTraits } from './guard-state.ts';
import type { Judged } from './judge-refresh.ts';
import type { NewSession, SessionOrigin } from './session.ts';
import type { Trail } from './trail.ts';
import type { Success, Use } from './try-calls.ts';
import type { ReadRow } from './versions.ts';

// Inputs and results of calls to the guard.

/** The account at a provider that somebody signs in with: the id of its row, and the provider. */
export type UsedIdentity = { id: string; provider: string };

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
  /** Second factors that were used: ids, or kinds of which there is but one. */
  factors: string[];
  identity?: UsedIdentity;
  /** Whether the client holds a device cookie of this account. */
  knownDevice: boolean;
  trail: Trail;
  /** The session that this one replaces in the same browser. */
  replaces?: string;
  /** Maximum live sessions; the longest idle are ended first. */
  maxSessions: number;
  /** The secrets that led to it. */
  uses?: Use[];
};
/**
 * The sessions ended to make room; or why the session was not opened: `overtaken` by a change,
 * judged by a row that is `stale` or of a `restored` database (`versions.ts`), or `undecided` as
 * long as a change may still be made that it ignores.
 */
export type Opened =
  /** `fromNew`: the owner should hear of it, since it is from a new device or country. */
  | { opened: true; evicted: string[]; fromNew: boolean }
  /** `untaught`: the guard must first be taught the sessions of an earlier release. */
  | { opened: false; why: 'overtaken' | 'undecided' | 'stale' | 'untaught' }
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
  /** Whether it is a grant's. */
  grant?: true;
  /** Maximum refreshes per user and window (milliseconds); left out where limits are off. */
  limit?: { limit: number; window: number };
};

/** A proof that a signed-in user gave again. */
export type StepUp = {
  sessionId: string;
  /** Epoch milliseconds. */
  now: number;
  /** What the session stands for from now on (RFC 8176), and by name. */
  amr: string[];
  proofs: string[];
  /** For a proof whose tries were charged to a lane. */
  success?: Success;
  /** Second factors that were used: ids, or kinds of which there is but one. */
  factors: string[];
  /** The session's refresh token from now on. */
  jti: string;
  trail: Trail;
  /** The secrets that the proof used. */
  uses?: Use[];
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

/** An access token to refuse from `now` until it expires (epoch milliseconds). */
export type RevokeAccess = {
  jti: string;
  expiresAt: number;
  sessionId: string;
  now: number;
  trail: Trail;
};
