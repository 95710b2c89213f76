import type { AccountGuards } from '../../guard/account-guards.ts';
import type { TokenDelivery } from '../../guard/guard-state.ts';
import { redeemFor } from '../../guard/redeem-for.ts';
import type { ClientInfo } from '../../http/client-info.ts';
import { otpInvalid } from '../../one-time-secrets/errors.ts';
import { type OneTimeSecrets, secretOf } from '../../one-time-secrets/one-time-secrets.ts';
import type { CompleteSignIn, SignIn } from '../../second-step/complete-sign-in.ts';
import type { TryCode } from '../../second-step/try-code.ts';
import type { Log } from '../../shared/log.ts';
import { normalizeEmail } from '../../users/identifiers.ts';
import type { UserStore } from '../../users/user-store.ts';
import { signInCode } from './sign-in-code.ts';

export type VerifySignInCodeDeps = {
  users: UserStore;
  secrets: OneTimeSecrets;
  guards: AccountGuards;
  tryCode: TryCode;
  completeSignIn: CompleteSignIn;
  log: Log;
};

export type VerifySignInCodeInput = {
  email: string;
  code: string;
  remember: boolean;
  deviceName: string | null;
  delivery: TokenDelivery;
  admission: Promise<void>;
  client: ClientInfo;
};
export type VerifySignInCode = ReturnType<typeof createVerifySignInCode>;

/**
 * Signs in by a mailed code, once, or asks for the second proof where two are due. Throws `otp_invalid` whatever was wrong
 * with the code, and what completing a sign-in throws.
 */
export function createVerifySignInCode({
  users,
  secrets,
  guards,
  tryCode,
  completeSignIn,
  log,
}: VerifySignInCodeDeps) {
  return async function verifySignInCode({
    email,
    code,
    remember,
    deviceName,
    delivery,
    admission,
    client,
  }: VerifySignInCodeInput): Promise<SignIn> {
    const name = normalizeEmail(email);
    const [user, found] = await Promise.all([
      users.findByEmail(name),
      secrets.findCode(signInCode, name, code),
      admission,
    ]);
    const secret = secretOf(user, found);
    const lane = await tryCode({ user, name, purpose: signInCode.name, secret, client });
    if (lane === null || secret === null || user === null) throw otpInvalid();
    const options = { remember, deviceName, delivery, client };
    return redeemFor(guards, secret, log, () =>
      completeSignIn({ user, proofs: ['email_otp'], lane, ...options }),
    );
  };
}
