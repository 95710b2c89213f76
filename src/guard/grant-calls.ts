import type { AccountView } from '../users/user.ts';
import type { CurrentToken, GuardVerdict, RotateChain } from './guard-calls.ts';
import type { CodeRequest, CodeVerdict, PresentedCode, StoredCode } from './judge-code.ts';
import type { UsedProof } from './proof-storage.ts';
import type { Trail } from './trail.ts';
import type { LiveVerdict, ShownRefresh } from './version-calls.ts';

// Inputs and results of calls about what OAuth clients are granted.

/** A living session and its user. */
export type Live = Extract<LiveVerdict, { kind: 'live' }>;

/** What the latest proof of a session must be. Times in epoch milliseconds. */
export type ProofDemand = {
  /** The proof is no older than this. */
  since?: number;
  /** It took two factors. */
  twoFactors?: boolean;
  /** It took two factors if the account has one of these, or is no older than `since`. */
  secondStep?: { factors: string[]; since: number };
};

/** A request for a code, by the refresh token that a browser's cookie shows. */
export type IssueCodeCall = {
  shown: ShownRefresh;
  /** Of the code. */
  digest: string;
  request: CodeRequest;
  /** Whether the user must have consented to all of the scope. */
  needsConsent: boolean;
  demand?: ProofDemand;
  /** The digest of what the code uses up, such as the handle of a pushed request. */
  usesOnce?: string;
};

/** `unknown` if the guard must first be taught its user. Only `issued` has written anything. */
export type CodeIssued =
  | { kind: 'issued'; live: Live }
  | { kind: 'proof_due'; live: Live }
  /** `consented`: the scope that the user has consented to so far, if any. */
  | { kind: 'consent'; consented: string | null; live: Live }
  | { kind: 'used'; live: Live }
  | { kind: 'over' }
  | { kind: 'unknown' };

/** The exchange of a code. Times in epoch milliseconds, durations in milliseconds. */
export type ExchangeCall = PresentedCode & {
  digest: string;
  /** Whether the client's refresh tokens are bound to its key: a public client's are. */
  bindsKey: boolean;
  /** Of the key: used up with the code. */
  proof?: UsedProof;
  /** The session that the grant becomes, and its first refresh token. */
  sessionId: string;
  jti: string;
  /** How long a grant lasts; without `offline_access` no longer than the browser's session. */
  ttl: number;
  maxSessions: number;
  /** Digest of where the client asked from. */
  origin: string;
  wall: number;
  idleTtl: number;
  trail: Trail;
};

/** `unknown`, `untaught`: the guard must first be taught its user, or their sessions. */
export type Exchanged =
  | { kind: 'granted'; code: StoredCode; token: CurrentToken; live: Live }
  | { kind: 'refused'; why: Exclude<CodeVerdict, 'right'> | 'not_found' | 'over' | 'proof_used' }
  | { kind: 'unknown' }
  | { kind: 'untaught' };

/** The refresh token of a grant, and whose client presents it. */
export type RotateGrant = Omit<RotateChain, 'limit' | 'grant'> & {
  clientId: string;
  jkt: string | null;
  /** Of the key: used up with the token. */
  proof?: UsedProof;
  /** What the access token is to be for; null for all that was granted. */
  scope: string | null;
  /** What it is to be for; null for what was granted. An earlier release sent none. */
  resource?: string | null;
};

/**
 * `foreign`: the grant is another client's. `unbound`: its key was not proved. `exceeded`: more is
 * asked for than was granted. `elsewhere`: tokens for another resource are. `proof_used`: the proof
 * of its key has been used. None of them changes anything.
 */
export type GrantVerdict =
  | Exclude<GuardVerdict, { kind: 'rotated' | 'repeated' | 'limited' }>
  /** `view` is null if the guard must first be taught its user. */
  | (Extract<GuardVerdict, { kind: 'rotated' | 'repeated' }> & { view: AccountView | null })
  | { kind: 'foreign' | 'unbound' | 'exceeded' | 'elsewhere' | 'proof_used' };

/** A consent, and what it was told by. `now` in epoch milliseconds. */
export type SaveConsent = { clientId: string; scope: string; now: number; trail: Trail };
export type WithdrawConsent = Omit<SaveConsent, 'scope'>;

/** A client that has access. Times are epoch milliseconds. */
export type Connection = {
  clientId: string;
  scope: string;
  since: number;
  /** When a grant of it was last refreshed; null if none lives. */
  lastUsedAt: number | null;
};
