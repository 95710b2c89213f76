import type { AccountView } from '../users/user.ts';
import type { End, EndAll } from './guard-calls.ts';
import type { SessionTraits } from './guard-state.ts';
import type { KeptEvent } from './journal.ts';
import type { UsedProof } from './proof-storage.ts';
import type { CountedCharge, Success, Use, VoidSecrets } from './try-calls.ts';
import type { ReadRow, Tightening } from './versions.ts';

// Inputs and results of calls that the guard judges by the version of its user.

/** The row that an attempt is judged by; `wall` in epoch milliseconds by the real clock. */
export type JudgedBy = ReadRow & { wall: number };

/** A verdict, and whether the row that it is judged by is known to be the user's latest. */
export type Trusted<Verdict> = { verdict: Verdict; isTrusted: boolean };

/** An access token; `jti` is null for the session of a refresh token. Times in milliseconds. */
export type PresentedAccess = {
  sessionId: string;
  jti: string | null;
  now: number;
  /** Epoch milliseconds by the real clock. */
  wall: number;
  /** Milliseconds without a refresh after which a session is over; 0 for no limit. */
  idleTtl: number;
  /** The proof of the key that the token is bound to. */
  proof?: UsedProof;
};

/** A refresh token that is shown without being used. `grace` in milliseconds. */
export type ShownRefresh = PresentedAccess & { refreshJti: string; grace: number };

/**
 * `unknown` if the guard must first be taught by {@link Learn}. `unsettled` if the view may be out
 * of date, as a change may have died half-way: only D1 can say.
 */
export type LiveVerdict =
  | { kind: 'live'; view: AccountView; traits: SessionTraits; unsettled: boolean }
  | { kind: 'over' }
  | { kind: 'unknown' };

/** `proof_used`: all is right, but the proof of the token's key has been used before. */
export type AccessVerdict = LiveVerdict | { kind: 'proof_used' };

/** What came of the work of an access token's holder: null unless the token is valid. */
export type DoneBy<T> = { verdict: AccessVerdict; done: T | null };

/** A charge, and whether a change is pending: no replica is then to be trusted. */
export type ChargedBy = { charge: CountedCharge; isPending: boolean };

/** What the holder of an access token ends: a session, or with null all but their own. */
export type EndBy = { presented: PresentedAccess; sessionId: string | null; ending: End };

/** How many sessions were ended: none unless the token is valid. */
export type EndedBy = { verdict: AccessVerdict; ended: number };

/** A user's row read at the primary after `readAt` (epoch milliseconds by the real clock). */
export type Learn = {
  view: AccountView;
  readAt: number;
  revoked: { jti: string; expiresAt: number }[];
  now: number;
};

/** A change that D1 makes before `deadline` (epoch milliseconds by the real clock), or never. */
export type Prepare = {
  nonce: string;
  deadline: number;
  tightens?: Tightening;
  /** Of the password that allows the change: its charge is cleared. */
  success?: Success;
  /** The secrets that allow it: they stay claimed until D1 can no longer make it. */
  uses?: Use[];
  now: number;
};

/** `since` is the version known so far: the change must raise it. */
export type Prepared = { erased: true } | { erased: false; since: number };

export type Commit = {
  nonce: string;
  /** The user as D1 has it now. */
  view: AccountView;
  /** What D1 has recorded of it, and perhaps earlier events. */
  events?: KeptEvent[];
  endAll?: Pick<EndAll, 'keep' | 'clearsTries'> & { reason: string };
  /** Secrets that no longer count. */
  voids?: Omit<VoidSecrets, 'now'>;
  /** Whether the change did nothing, so that the secrets that allowed it are not used. */
  undone?: true;
  uses?: Use[];
  now: number;
};
