import type { AccountGuards } from '../../guard/account-guards.ts';
import { redeemFor } from '../../guard/redeem-for.ts';
import type { ClientInfo } from '../../http/client-info.ts';
import { otpInvalid } from '../../one-time-secrets/errors.ts';
import type { OneTimeSecrets } from '../../one-time-secrets/one-time-secrets.ts';
import type { FollowFailure } from '../../sessions/follow-failure.ts';
import type { LaneOf } from '../../sessions/requester-lanes.ts';
import type { StartSession } from '../../sessions/start-session.ts';
import type { Clock } from '../../shared/clock.ts';
import type { Log } from '../../shared/log.ts';
import type { Jwt } from '../../tokens/jwt.ts';
import { normalizeEmail } from '../../users/identifiers.ts';
import type { UserStore } from '../../users/user-store.ts';
import { verifyMfaToken } from './mfa-token.ts';
import { secondFactorSecret } from './second-factor.ts';

export type VerifySecondFactorDeps = {
  users: UserStore;
  secrets: OneTimeSecrets;
  guards: AccountGuards;
  startSession: StartSession;
  laneOf: LaneOf;
  followFailure: FollowFailure;
  jwt: Jwt;
  clock: Clock;
  log: Log;
  /** Milliseconds. */
  codeTtl: number;
};

export type VerifySecondFactorInput = {
  code: string;
  mfaToken: string | null;
  email: string;
  admission: Promise<void>;
  client: ClientInfo;
};
export type VerifySecondFactor = ReturnType<typeof createVerifySecondFactor>;

/**
 * Finishes a sign-in with the mailed code, by the token of the first step or by the address. Throws `otp_invalid` whatever
 * was wrong, `account_disabled`, `email_not_verified`, `storage_unavailable`.
 */
export function createVerifySecondFactor({
  users,
  secrets,
  guards,
  startSession,
  laneOf,
  followFailure,
  jwt,
  clock,
  log,
  codeTtl,
}: VerifySecondFactorDeps) {
  async function find({ code, mfaToken, email, admission }: VerifySecondFactorInput) {
    if (mfaToken === null) {
      const name = normalizeEmail(email);
      const [user, secret] = await Promise.all([
        users.findByEmail(name),
        secrets.findCode(secondFactorSecret, name, code),
        admission,
      ]);
      return { user, secret, pending: secret?.context ?? null, name };
    }
    const { userId, pending } = await verifyMfaToken(jwt, mfaToken).catch((cause: unknown) => {
      throw otpInvalid({ cause });
    });
    const [user, secret] = await Promise.all([
      users.findById(userId),
      secrets.findCode(secondFactorSecret, userId, code),
      admission,
    ]);
    return { user, secret, pending, name: userId };
  }

  return async function verifySecondFactor(input: VerifySecondFactorInput) {
    const { user, secret: found, pending, name } = await find(input);
    const secret = found !== null && found.userId === user?.id ? found : null;
    const place = user?.id ?? guards.decoyFor(name).guard;
    const known = user === null ? 'strangers' : laneOf(user, input.client);
    const lane = known === 'strangers' && input.mfaToken !== null ? 'second-step' : known;
    const verdict = await guards.tryCode(place, {
      lane,
      purpose: secondFactorSecret.name,
      secret,
      now: clock(),
      codeTtl,
    });
    if (!verdict.right)
      followFailure({
        userId: user?.id ?? null,
        lane,
        what: 'code',
        failure: verdict,
        client: input.client,
      });
    if (!verdict.right || secret === null || user === null || pending === null) throw otpInvalid();
    // What the first step proved was the password of its time.
    if (pending.signInEpoch !== user.signInEpoch || secret.context.signInEpoch !== user.signInEpoch)
      throw otpInvalid();
    const { remember, delivery, deviceName } = pending;
    return redeemFor(guards, secret, log, () =>
      startSession({
        user,
        amr: ['pwd', 'otp', 'mfa'],
        remember,
        delivery,
        deviceName,
        client: input.client,
        lane,
      }),
    );
  };
}
