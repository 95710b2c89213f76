import type { GuardCount, GuardLimit } from '../limits/admission.ts';
import type { Lane, NameKind } from './lanes.ts';
import type { LockoutPolicy } from './lockout.ts';

// Inputs and results of calls that count tries and mails, or use up secrets.

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
  /** Names the call, so that its caller can {@link Forgo} it if the answer is lost. */
  by?: string;
};

/** A call that used a secret, or may still do so, without its caller having an answer. */
export type Forgo = Required<Pick<RedeemSecret, 'digest' | 'purpose' | 'rememberUntil' | 'by'>>;

/** Times in epoch milliseconds; `since` is 0 if left out. */
export type VoidSecrets = {
  purposes: string[];
  since?: number;
  /** The used secret that voids them: releasing it gives back those of its own purpose. */
  by?: { digest: string; purpose: string };
  now: number;
  rememberUntil: number;
};

/**
 * `secrets` are used up together or not at all; none for an unknown code: the try is still charged.
 * `codeTtl` in milliseconds.
 */
export type TryCode = {
  purpose: string;
  /** Identifies the code, where an `mfa_token` names it: its tries are then counted separately. */
  code?: string;
  secrets: RedeemSecret[];
  lane: Lane;
  /** A limit of requests to count in the same call. Over it, the code is not tried. */
  limit?: GuardLimit;
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

/** With the count of the limit that came with the code, if any. */
export type CountedCode = CodeVerdict & { count: GuardCount | null };

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
