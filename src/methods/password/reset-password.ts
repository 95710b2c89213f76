import type { AccountGuards } from '../../guard/account-guards.ts';
import { redeemFor } from '../../guard/redeem-for.ts';
import type { ClientInfo } from '../../http/client-info.ts';
import { otpInvalid, secretInvalid } from '../../one-time-secrets/errors.ts';
import { type OneTimeSecrets, secretOf } from '../../one-time-secrets/one-time-secrets.ts';
import type { TryCode } from '../../second-step/try-code.ts';
import type { Clock } from '../../shared/clock.ts';
import type { Log } from '../../shared/log.ts';
import { normalizeEmail } from '../../users/identifiers.ts';
import type { User } from '../../users/user.ts';
import type { UserStore } from '../../users/user-store.ts';
import { assertPasswordPolicy, type PasswordPolicy } from './password-policy.ts';
import { resetSecret } from './reset-secret.ts';
import type { SetPassword, SetPasswordInput } from './set-password.ts';

export type ResetPasswordDeps = {
  users: UserStore;
  secrets: OneTimeSecrets;
  guards: AccountGuards;
  setPassword: SetPassword;
  policy: PasswordPolicy;
  clock: Clock;
  log: Log;
  tryCode: TryCode;
};
export type ResetPassword = ReturnType<typeof createResetPassword>;

/**
 * Sets a new password for somebody who reads the account's mailbox; signs nobody in. A password that is refused, like a
 * write that fails, does not use the secret up. Lockouts end. Answers the user as they are now, so that the browser that
 * did it can be known from then on. Throws `secret_invalid`, `otp_invalid` and what setting a password throws.
 */
export function createResetPassword({
  users,
  secrets,
  guards,
  setPassword,
  policy,
  clock,
  log,
  tryCode,
}: ResetPasswordDeps) {
  async function reset(input: Omit<SetPasswordInput, 'reason'>): Promise<User> {
    return (await setPassword({ ...input, reason: 'password_reset' })).user;
  }

  return {
    async byLink({
      token,
      password,
      field,
      client,
    }: {
      token: string;
      password: string;
      field: string;
      client: ClientInfo;
    }): Promise<User> {
      const secret = await secrets.findLink(resetSecret, token);
      if (secret === null) throw secretInvalid();
      const owner = users.findById(secret.userId);
      // Whether it can be read is asked once the secret is redeemed, so that it is given back.
      owner.catch(() => undefined);
      if (!(await guards.redeem(secret, clock()))) throw secretInvalid();
      return redeemFor(guards, secret, log, async () => {
        const user = await owner;
        if (
          user === null ||
          secretOf(user, secret) === null ||
          user.status === 'disabled' ||
          user.emailNormalized !== secret.context.email
        )
          throw secretInvalid();
        return reset({ user, password, field, client });
      });
    },

    async byCode({
      email,
      code,
      password,
      field,
      client,
    }: {
      email: string;
      code: string;
      password: string;
      field: string;
      client: ClientInfo;
    }): Promise<User> {
      // What depends on the request alone comes first, for an account and for none; the rest waits for the proof.
      await assertPasswordPolicy(password, policy, { email }, field);
      const name = normalizeEmail(email);
      const [user, found] = await Promise.all([
        users.findByEmail(name),
        secrets.findCode(resetSecret, name, code),
      ]);
      const secret = secretOf(user, found);
      const lane = await tryCode({ user, name, purpose: resetSecret.name, secret, client });
      if (lane === null || secret === null || user === null || user.status === 'disabled')
        throw otpInvalid();
      return redeemFor(guards, secret, log, () => reset({ user, password, field, client }));
    },
  };
}
