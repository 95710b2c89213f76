import type { AccountGuards } from '../../guard/account-guards.ts';
import type { TokenDelivery } from '../../guard/guard-state.ts';
import { redeemFor } from '../../guard/redeem-for.ts';
import type { ClientInfo } from '../../http/client-info.ts';
import { otpInvalid } from '../../one-time-secrets/errors.ts';
import type { OneTimeSecrets } from '../../one-time-secrets/one-time-secrets.ts';
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
  /** Where the tokens go; null for what the first step asked for. */
  delivery: TokenDelivery | null;
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
    const right = await guards.tryCode(place, {
      purpose: secondFactorSecret.name,
      secret,
      now: clock(),
      codeTtl,
    });
    if (!right || secret === null || user === null || pending === null) throw otpInvalid();
    // What the first step proved was the password of its time.
    if (pending.signInEpoch !== user.signInEpoch || secret.context.signInEpoch !== user.signInEpoch)
      throw otpInvalid();
    const { remember, deviceName } = pending;
    return redeemFor(guards, secret, log, () =>
      startSession({
        user,
        amr: ['pwd', 'otp', 'mfa'],
        remember,
        delivery: input.delivery ?? pending.delivery,
        deviceName,
        client: input.client,
      }),
    );
  };
}
