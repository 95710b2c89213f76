import type { ClientInfo } from '../http/client-info.ts';
import type { UntilAdmitted } from '../limits/admission.ts';
import { otpInvalid } from '../one-time-secrets/errors.ts';
import { type FoundSecret, type Purpose, secretOf } from '../one-time-secrets/one-time-secrets.ts';
import type { Clock } from '../shared/clock.ts';
import type { Log } from '../shared/log.ts';
import type { User } from '../users/user.ts';
import type { AccountGuards } from './account-guards.ts';
import type { Failure } from './guard-calls.ts';
import type { Lane } from './lanes.ts';
import { withRedeemed } from './with-redeemed.ts';

/** An address that nobody has proved: its codes belong to the address and to no account. */
export type UnprovedAddress = {
  /** The guard of the address. */
  place: string;
  registrants: readonly User[];
  /** The user who hears of failed tries, if any. */
  userId?: string;
};

/** Whose code it has to be; null for a name that nobody has. */
export type CodeHolder = User | UnprovedAddress | null;

/** Tells its bearer from a stranger, besides a device cookie: a half-way sign-in, or a session. */
export type Standing = { signInId: string } | { sessionId: string };

export type TypedCode<Context, Holder extends CodeHolder> = {
  holder: Holder;
  /** What the holder was named by: tries at a name that nobody has are counted by it. */
  name: string;
  purpose: Purpose<Context>;
  /** Null for a code that KV does not know. */
  found: FoundSecret<Context> | null;
  standing?: Standing;
  client: ClientInfo;
};

/** A right code: whose it is, its secret, and the lane it was tried in. */
export type RedeemedCode<Context, Holder extends CodeHolder> = {
  holder: NonNullable<Holder>;
  secret: FoundSecret<Context>;
  lane: Lane;
};

/**
 * Uses a typed code, once, and does what it is for. The try is counted in the requester's lane, for
 * unknown names at a decoy. If the work fails, the code is released, so that it works on the retry.
 * Throws `otp_invalid` whatever is wrong with the code, what `untilAdmitted` rejects with, and what
 * `work` throws; `storage_unavailable`.
 */
export type RedeemCode = <Context, Holder extends CodeHolder, T>(
  code: TypedCode<Context, Holder>,
  work: (redeemed: RedeemedCode<Context, Holder>) => Promise<T>,
) => Promise<T>;

export type RedeemCodeDeps = {
  guards: AccountGuards;
  /** The lane of a request about a user, or about an address that these users registered. */
  laneOf: (meant: User | readonly User[], client: ClientInfo) => Lane;
  followFailure: (failed: {
    userId: string | null;
    lane: Lane;
    what: 'code';
    failure: Failure;
    client: ClientInfo;
  }) => void;
  untilAdmitted: UntilAdmitted;
  clock: Clock;
  log: Log;
  /** Milliseconds. */
  codeTtl: number;
};

/** The one place where codes are tried; see {@link RedeemCode}. */
export function createRedeemCode(deps: RedeemCodeDeps): RedeemCode {
  const { guards, laneOf, followFailure, untilAdmitted, clock, codeTtl } = deps;

  return async function redeemCode({ holder, name, purpose, found, standing, client }, work) {
    const { place, meant, userId } = describeHolder(holder);
    const secret = ownSecret(holder, found);
    const lane = findLane(laneOf(meant, client), standing);
    await untilAdmitted();
    const verdict = await guards.tryCode(place ?? guards.decoyFor(name).guard, {
      lane,
      purpose: purpose.name,
      ...(standing !== undefined && 'signInId' in standing ? { code: standing.signInId } : {}),
      secret,
      now: clock(),
      codeTtl,
    });
    if (!verdict.isRight) followFailure({ userId, lane, what: 'code', failure: verdict, client });
    if (!verdict.isRight || secret === null || holder === null) throw otpInvalid();
    return withRedeemed(deps, secret, () => work({ holder, secret, lane }));
  };
}

function describeHolder(holder: CodeHolder) {
  if (holder === null) return { place: null, meant: [], userId: null };
  if (!('place' in holder)) return { place: holder.id, meant: holder, userId: holder.id };
  const { place, registrants, userId = null } = holder;
  return { place, meant: registrants, userId };
}

function ownSecret<Context>(
  holder: CodeHolder,
  found: FoundSecret<Context> | null,
): FoundSecret<Context> | null {
  if (holder === null || !('place' in holder)) return secretOf(holder, found);
  return found?.userId === holder.place ? found : null;
}

function findLane(known: Lane, standing: Standing | undefined): Lane {
  if (standing === undefined) return known;
  if ('sessionId' in standing) return `session:${standing.sessionId}`;
  return known === 'strangers' ? 'second-step' : known;
}
