import type { AccountGuards } from '../../guard/account-guards.ts';
import type { Success } from '../../guard/guard-calls.ts';
import type { Lane } from '../../guard/lanes.ts';
import type { ClientInfo } from '../../http/client-info.ts';
import type { EnqueueJob } from '../../mail/job-queue.ts';
import type { OneTimeSecrets } from '../../one-time-secrets/one-time-secrets.ts';
import type { LaneOf } from '../../sessions/requester-lanes.ts';
import type { Clock } from '../../shared/clock.ts';
import type { User } from '../../users/user.ts';
import type { Finishing, PendingSignIn } from '../pending-sign-in.ts';
import type { Method } from '../policy.ts';
import type { TryCode } from '../try-code.ts';

/** What factors are made of. */
export type FactorDeps = {
  secrets: OneTimeSecrets;
  enqueue: EnqueueJob;
  guards: AccountGuards;
  tryCode: TryCode;
  laneOf: LaneOf;
  /** Judges a password; a right one stays charged. */
  evaluatePassword: (input: {
    user: User;
    name: string;
    password: string;
    lane: Lane;
    client: ClientInfo;
  }) => Promise<{ success: Success }>;
  clock: Clock;
  /** Milliseconds. */
  codeTtl: number;
};

/** What is given as second proof, beside the reading of whose it is. */
export type Given = { value: string; client: ClientInfo };

/** A right second proof: what it used up, and what the success clears. */
export type Proven = { finishing: Finishing; success: Success };

/** A second proof. */
export type Factor = {
  kind: Method;
  /** The field of `login/otp-verify` that gives it. */
  field: 'otp' | 'password';
  /**
   * Mails what it takes, which was charged to a lane; left out where nothing is mailed. Throws `storage_unavailable`.
   */
  offer?: (pending: PendingSignIn, lane: Lane, client: ClientInfo) => Promise<void>;
  /**
   * Uses up the sign-in if the proof is right; null whatever was wrong. `user` is null where this factor is not asked
   * for, and then nothing is tried or counted. Throws what the answer tells by another error, `storage_unavailable`.
   */
  prove: (
    given: Given & { pending: PendingSignIn; user: Promise<User | null> },
  ) => Promise<Proven | null>;
  /**
   * The same without the sign-in's token, by a normalised address alone; left out where that is no proof. `user` is
   * null for an address that nobody has, at whose stand-in the try is counted.
   */
  proveByAddress?: (
    given: Given & { email: string; user: Promise<User | null> },
  ) => Promise<(Proven & { pending: PendingSignIn }) | null>;
};

/** A kind of second factor, as answers tell of it and as it is made. */
export type FactorKind = {
  kind: Method;
  /** What the answer says where it is the first choice. */
  prompt: string;
  /** What it says where it has to be set up on the way in; left out where that cannot be. */
  enrolPrompt?: string;
  create: (deps: FactorDeps) => Factor;
};
