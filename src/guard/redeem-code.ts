import type { ClientInfo } from '../http/client-info.ts';
import type { AtGuard, UntilAdmitted } from '../limits/admission.ts';
import { assertWithinLimit, limitToCount } from '../limits/count-at-guard.ts';
import { otpInvalid } from '../one-time-secrets/errors.ts';
import { type FoundSecret, secretOf } from '../one-time-secrets/one-time-secrets.ts';
import type { Clock } from '../shared/clock.ts';
import type { Log } from '../shared/log.ts';
import type { AccountView } from '../users/user.ts';
import type { AccountGuards } from './account-guards.ts';
import type { Lane } from './lanes.ts';
import { judgedBy, type RowReading } from './stale-row.ts';
import type { ToUse } from './to-use.ts';
import type { Failure } from './try-calls.ts';
import { withRedeemed } from './with-redeemed.ts';

/** An unproved address: its codes belong to the address, not to an account. */
export type UnprovedAddress = {
  /** The guard of the address. */
  place: string;
  registrants: readonly AccountView[];
  /** The user to notify of failed tries, if any. */
  userId?: string;
};

/** The required owner of the code; null for an unknown name. */
export type CodeHolder = AccountView | UnprovedAddress | null;

/** A pending sign-in or a session, which tells its bearer from a stranger. */
export type Standing = { signInId: string } | { sessionId: string };

export type TypedCode<Context, Holder extends CodeHolder> = {
  holder: Holder;
  /** The typed name: tries at an unknown name are counted by it. */
  name: string;
  /** Under whose name tries are counted. */
  purpose: { name: string };
  /** Null for an unknown code. */
  found: (FoundSecret<Context> & Pick<ToUse, 'since'>) | null;
  /**
   * What a correct code uses up besides itself, all or nothing: such as the sign-in it finishes.
   */
  along?: readonly ToUse[];
  standing?: Standing;
  client: ClientInfo;
  /** Where the holder was read, for a sign-in; others read the primary. */
  reading?: RowReading;
};

/** A correct code: its owner, its secret, and the lane it was tried in. */
export type RedeemedCode<Context, Holder extends CodeHolder> = {
  holder: NonNullable<Holder>;
  secret: FoundSecret<Context>;
  lane: Lane;
};

/** See {@link redeemCode}. */
export type RedeemCode = <Context, Holder extends CodeHolder, T>(
  code: TypedCode<Context, Holder>,
  work: (redeemed: RedeemedCode<Context, Holder>) => Promise<T>,
) => Promise<T>;

export type RedeemCodeDeps = {
  guards: AccountGuards;
  /** The lane of a request about a user, or about an address that these users registered. */
  laneOf: (meant: AccountView | readonly AccountView[], client: ClientInfo) => Lane;
  followFailure: (failed: {
    userId: string | null;
    lane: Lane;
    what: 'code';
    failure: Failure;
    client: ClientInfo;
  }) => void;
  untilAdmitted: UntilAdmitted;
  atGuard: AtGuard;
  clock: Clock;
  wall: Clock;
  log: Log;
  /** Milliseconds. */
  codeTtl: number;
};

/** The one place where codes are tried. */
export function createRedeemCode(deps: RedeemCodeDeps): RedeemCode {
  return (code, work) => redeemCode(deps, code, work);
}

/**
 * Redeems a typed code, once, and runs `work`. The try is counted in the requester's lane; for
 * unknown names, at a decoy. If `work` fails, the code is released for a retry, and what was used
 * up along with it. Throws `otp_invalid` whatever is wrong with the code, `rate_limited`,
 * `storage_unavailable`, and errors of `untilAdmitted` and `work`.
 */
export async function redeemCode<Context, Holder extends CodeHolder, T>(
  deps: RedeemCodeDeps,
  code: TypedCode<Context, Holder>,
  work: (redeemed: RedeemedCode<Context, Holder>) => Promise<T>,
): Promise<T> {
  const { guards, laneOf, followFailure, untilAdmitted, atGuard, clock, codeTtl } = deps;
  const { holder, name, purpose, found, along = [], standing, client, reading } = code;
  const { place, meant, userId } = describeHolder(holder);
  const secret = ownSecret(holder, found);
  const lane = laneOfTry(laneOf(meant, client), standing);
  await untilAdmitted();
  const attempt = {
    lane,
    purpose: purpose.name,
    ...(standing !== undefined && 'signInId' in standing ? { code: standing.signInId } : {}),
    secrets: secret === null ? [] : [secret, ...along],
    ...limitToCount(atGuard),
    now: clock(),
    codeTtl,
  };
  const user: AccountView | null = holder === null || 'place' in holder ? null : holder;
  const row = judgedBy(user, reading, deps.wall);
  const guard = place ?? guards.decoyFor(name).guard;
  const { verdict, isTrusted } = await guards.tryCode(guard, row, attempt);
  assertWithinLimit(atGuard, verdict.count, clock());
  if (!verdict.isRight) await reading?.confirm();
  if (!verdict.isRight) followFailure({ userId, lane, what: 'code', failure: verdict, client });
  if (!verdict.isRight || secret === null || holder === null) throw otpInvalid();
  const judged = async () => {
    if (!isTrusted) await reading?.confirm();
    return work({ holder, secret, lane });
  };
  return withRedeemed(deps, secret, judged, along);
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

/** Returns the lane of a try by someone with a standing, given that of their device. */
export function laneOfTry(known: Lane, standing: Standing | undefined): Lane {
  if (standing === undefined) return known;
  if ('sessionId' in standing) return `session:${standing.sessionId}`;
  return known === 'strangers' ? 'second-step' : known;
}
