import type { AuditStore } from '../../audit/audit-store.ts';
import type { AccountGuards } from '../../guard/account-guards.ts';
import type { ToUse } from '../../guard/forgoing.ts';
import type { Lane } from '../../guard/lanes.ts';
import type { RedeemCode } from '../../guard/redeem-code.ts';
import type { Success } from '../../guard/try-calls.ts';
import type { ClientInfo } from '../../http/client-info.ts';
import type { EnqueueJob } from '../../mail/job-queue.ts';
import type { FoundSecret, OneTimeSecrets } from '../../one-time-secrets/one-time-secrets.ts';
import type { LaneOf } from '../../sessions/requester-lanes.ts';
import type { Clock } from '../../shared/clock.ts';
import type { Defer } from '../../shared/defer.ts';
import type { KeyRing } from '../../shared/digest.ts';
import type { Log } from '../../shared/log.ts';
import type { Method } from '../../step-up/proofs.ts';
import type { PasskeyStore } from '../../users/passkey-store.ts';
import type { RecoveryCodeStore } from '../../users/recovery-code-store.ts';
import type { SealedFactorStore } from '../../users/sealed-factor-store.ts';
import type { AccountView, User } from '../../users/user.ts';
import type { Challenges } from '../../webauthn/challenges.ts';
import type { RelyingParty } from '../../webauthn/relying-party.ts';
import type { Occasion } from '../occasion.ts';
import type { PendingSignIn } from '../pending-sign-in.ts';

/** Dependencies of the factors. */
export type FactorDeps = {
  secrets: OneTimeSecrets;
  enqueue: EnqueueJob;
  guards: AccountGuards;
  redeemCode: RedeemCode;
  laneOf: LaneOf;
  /** Checks a password; a correct one stays charged. */
  evaluatePassword: (input: {
    user: User;
    name: string;
    password: string;
    lane: Lane;
    client: ClientInfo;
  }) => Promise<{ success: Success }>;
  sealed: SealedFactorStore;
  recoveryCodes: RecoveryCodeStore;
  passkeys: PasskeyStore;
  challenges: Challenges;
  relyingParty: RelyingParty;
  audit: Pick<AuditStore, 'record'>;
  defer: Defer;
  clock: Clock;
  wall: Clock;
  log: Log;
  /** Seal the secrets of factors. */
  factorKeys: KeyRing;
  /** Milliseconds. */
  codeTtl: number;
};

/** What a proof is given with. The user is read at the primary. */
type Given<Value, Reading> = {
  value: Value;
  occasion: Occasion;
  user: Reading;
  client: ClientInfo;
};

/** A correct proof: what its success clears, and the factor, if it is one of several. */
export type ProvenFactor = { success: Success; factorId?: string };

/** A typed code that is right, as far as can be known without the guard, which uses it up. */
export type FoundCode = {
  secret: FoundSecret<unknown> & Pick<ToUse, 'since'>;
  /** The row of `user_factors`, for kinds of which there may be several. */
  factorId?: string;
  /** What follows its use. Never throws: the proof is given. */
  follow?: () => Promise<void>;
};

/** What the client needs to give a proof; merged into the answer. */
export type Offer = { passkey_options?: { challenge: string; [member: string]: unknown } };

type AnyFactor = {
  kind: Method;
  /**
   * Makes what the client needs to give this proof; a mail is queued here, charged to a lane.
   * Absent if none is needed. Throws `storage_unavailable`.
   */
  offer?: (offered: {
    occasion: Occasion;
    user: Pick<AccountView, 'id' | 'signInEpoch'>;
    lane: Lane;
    client: ClientInfo;
  }) => Promise<Offer>;
  /** Whether `offer` sends a mail, which is charged. */
  mails?: boolean;
};

/**
 * A factor whose proof is typed. All that may be typed into one field are judged in one call of the
 * guard, which counts one try, and uses up the code together with the sign-in.
 */
export type TypedFactor = AnyFactor & {
  field: 'otp' | 'recovery_code';
  /**
   * Returns what a typed code would use up; null if it is wrong. Counts and uses up nothing. `user`
   * is still being read, and is null if this factor is not asked for.
   */
  find: (given: Given<string, Promise<User | null>>) => Promise<FoundCode | null>;
  /**
   * Uses up a code by a normalised address instead of the sign-in's token; absent if that is not
   * enough. `user` is null for unknown addresses, whose tries are counted at a decoy.
   */
  proveByAddress?: <T>(
    given: { value: string; email: string; user: Promise<User | null>; client: ClientInfo },
    work: (proven: { user: User; pending: PendingSignIn; success: Success }) => Promise<T>,
  ) => Promise<T>;
};

/**
 * A factor that judges its proof itself. For a sign-in, `prove` uses up `finishingOf(pending)` with
 * it, then runs `work`; if that fails, everything is released. Throws `otp_invalid` or the factor's
 * own error for a wrong proof, `storage_unavailable`, and what `work` throws.
 */
type JudgedFactor<Field extends string, Value> = AnyFactor & {
  field: Field;
  prove: <T>(given: Given<Value, User>, work: (proven: ProvenFactor) => Promise<T>) => Promise<T>;
};

/** A proof by passkey, as `PublicKeyCredential.toJSON()` returns it. */
export type GivenCredential = Record<string, unknown>;

export type PasswordFactor = JudgedFactor<'password', string>;
export type CredentialFactor = JudgedFactor<'credential', GivenCredential>;

/** A second proof, and a proof of who is signed in already. */
export type Factor = TypedFactor | PasswordFactor | CredentialFactor;

/** A proof as sent: the field of `login/otp-verify` and `step-up`, and its value. */
export type GivenProof =
  | { field: TypedFactor['field'] | 'password'; value: string }
  | { field: 'credential'; value: GivenCredential };

/** A kind of second factor: its prompts and its factory. */
export type FactorKind = {
  kind: Method;
  /** The message if it is the first choice. */
  prompt: string;
  /** The message if it must be set up during the sign-in; absent if it cannot be. */
  enrolPrompt?: string;
  create: (deps: FactorDeps) => Factor;
};
