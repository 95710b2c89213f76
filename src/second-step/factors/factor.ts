import type { AccountGuards } from '../../guard/account-guards.ts';
import type { Lane } from '../../guard/lanes.ts';
import type { RedeemCode } from '../../guard/redeem-code.ts';
import type { Success } from '../../guard/try-calls.ts';
import type { ClientInfo } from '../../http/client-info.ts';
import type { EnqueueJob } from '../../mail/job-queue.ts';
import type { OneTimeSecrets } from '../../one-time-secrets/one-time-secrets.ts';
import type { LaneOf } from '../../sessions/requester-lanes.ts';
import type { Clock } from '../../shared/clock.ts';
import type { Log } from '../../shared/log.ts';
import type { User } from '../../users/user.ts';
import type { PendingSignIn } from '../pending-sign-in.ts';
import type { Method } from '../policy.ts';

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
  clock: Clock;
  log: Log;
  /** Milliseconds. */
  codeTtl: number;
};

/** The second proof as sent. `user` is still being read. */
export type Given = { value: string; client: ClientInfo; user: Promise<User | null> };

/** A second proof. */
export type Factor = {
  kind: Method;
  /** Its field in `login/otp-verify`. */
  field: 'otp' | 'password';
  /** Queues its mail, charged to a lane; absent if none is needed. Throws `storage_unavailable`. */
  offer?: (pending: PendingSignIn, lane: Lane, client: ClientInfo) => Promise<void>;
  /**
   * Uses up the sign-in if the proof is correct and runs `work` with what the success clears; if
   * that fails, the proof is released. `user` is null if this factor is not asked for: then nothing
   * is tried or counted, and it returns null. Throws `otp_invalid` or the factor's own error for a
   * wrong proof, `storage_unavailable`, and what `work` throws.
   */
  prove: <T>(
    given: Given & { pending: PendingSignIn },
    work: (success: Success) => Promise<T>,
  ) => Promise<T | null>;
  /**
   * The same by a normalised address instead of the sign-in's token; absent if that is not enough.
   * `user` is null for unknown addresses, whose tries are counted at a decoy.
   */
  proveByAddress?: <T>(
    given: Given & { email: string },
    work: (proven: { user: User; pending: PendingSignIn; success: Success }) => Promise<T>,
  ) => Promise<T>;
};

/** A kind of second factor: its prompts and its factory. */
export type FactorKind = {
  kind: Method;
  /** The message if it is the first choice. */
  prompt: string;
  /** The message if it must be set up during the sign-in; absent if it cannot be. */
  enrolPrompt?: string;
  create: (deps: FactorDeps) => Factor;
};
