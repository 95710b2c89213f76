import type { AccountGuards } from '../../guard/account-guards.ts';
import type { Success } from '../../guard/guard-calls.ts';
import type { Lane } from '../../guard/lanes.ts';
import type { RedeemCode } from '../../guard/redeem-code.ts';
import type { ClientInfo } from '../../http/client-info.ts';
import type { EnqueueJob } from '../../mail/job-queue.ts';
import type { OneTimeSecrets } from '../../one-time-secrets/one-time-secrets.ts';
import type { LaneOf } from '../../sessions/requester-lanes.ts';
import type { Clock } from '../../shared/clock.ts';
import type { Log } from '../../shared/log.ts';
import type { User } from '../../users/user.ts';
import type { PendingSignIn } from '../pending-sign-in.ts';
import type { Method } from '../policy.ts';

/** What factors are made of. */
export type FactorDeps = {
  secrets: OneTimeSecrets;
  enqueue: EnqueueJob;
  guards: AccountGuards;
  redeemCode: RedeemCode;
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
  log: Log;
  /** Milliseconds. */
  codeTtl: number;
};

/** The second proof as sent. `user` is being read meanwhile. */
export type Given = { value: string; client: ClientInfo; user: Promise<User | null> };

/** A second proof. */
export type Factor = {
  kind: Method;
  /** The field of `login/otp-verify` that gives it. */
  field: 'otp' | 'password';
  /**
   * Mails what it takes, which was charged to a lane; left out where nothing is mailed. Throws
   * `storage_unavailable`.
   */
  offer?: (pending: PendingSignIn, lane: Lane, client: ClientInfo) => Promise<void>;
  /**
   * Uses the sign-in up if the proof is right and does `work` with what the success clears; if that
   * fails, the proof is released. `user` is null where this factor is not asked for: then nothing is
   * tried or counted and it returns null. Throws `otp_invalid` or the factor's own error if the proof
   * is wrong, `storage_unavailable`, and what `work` throws.
   */
  prove: <T>(
    given: Given & { pending: PendingSignIn },
    work: (success: Success) => Promise<T>,
  ) => Promise<T | null>;
  /**
   * The same without the sign-in's token, by a normalised address alone; left out where that is no
   * proof. `user` is null for an unknown address, at whose decoy the try is counted.
   */
  proveByAddress?: <T>(
    given: Given & { email: string },
    work: (proven: { user: User; pending: PendingSignIn; success: Success }) => Promise<T>,
  ) => Promise<T>;
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
