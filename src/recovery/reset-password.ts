import type { AccountGuards } from '../guard/account-guards.ts';
import { redeemFor } from '../guard/redeem-for.ts';
import type { ClientInfo } from '../http/client-info.ts';
import { assertPasswordPolicy, type PasswordPolicy } from '../methods/password/password-policy.ts';
import type { SetPassword } from '../methods/password/set-password.ts';
import { otpInvalid, secretInvalid } from '../one-time-secrets/errors.ts';
import { type OneTimeSecrets, secretOf } from '../one-time-secrets/one-time-secrets.ts';
import type { TryCode } from '../second-step/try-code.ts';
import type { Clock } from '../shared/clock.ts';
import type { ErrorFactory } from '../shared/errors.ts';
import type { Log } from '../shared/log.ts';
import { normalizeEmail } from '../users/identifiers.ts';
import type { User } from '../users/user.ts';
import type { UserStore } from '../users/user-store.ts';
import { resetSecret } from './reset-secret.ts';

/** The account for somebody who proves an address by setting a password; null if there is none to have. */
export type OpenAddress = (input: {
  email: string;
  marked: string | null;
  client: ClientInfo;
}) => Promise<User | null>;

export type ResetPasswordDeps = {
  users: UserStore;
  secrets: OneTimeSecrets;
  guards: AccountGuards;
  setPassword: SetPassword;
  openAddress: OpenAddress;
  policy: PasswordPolicy;
  clock: Clock;
  log: Log;
  tryCode: TryCode;
};
export type ResetPassword = ReturnType<typeof createResetPassword>;

type NewPassword = {
  password: string;
  /** The field of the body that held it. */
  field: string;
  /** The registration that this browser made, if any. */
  marked: string | null;
  client: ClientInfo;
};

/**
 * Sets a new password for somebody who reads the account's mailbox; signs nobody in. Where nobody has proved the address
 * this does, and leaves nobody else in. A password that is refused, like a write that fails, does not use the secret up.
 * Lockouts end. Answers the user as they are now, so that the browser that
 * did it can be known from then on. Throws `secret_invalid`, `otp_invalid` and what setting a password throws.
 */
export function createResetPassword({
  users,
  secrets,
  guards,
  setPassword,
  openAddress,
  policy,
  clock,
  log,
  tryCode,
}: ResetPasswordDeps) {
  // A secret that was mailed before anybody proved the address is for the address, and for no account.
  const isForAddress = ({ userId, context }: { userId: string; context: { email: string } }) =>
    userId === guards.addressPlace(context.email);

  async function set(user: User, { password, field, client }: NewPassword): Promise<User> {
    const reset = { user, password, field, reason: 'password_reset', client } as const;
    return (await setPassword(reset)).user;
  }

  async function setForAddress(
    email: string,
    input: NewPassword,
    invalid: ErrorFactory,
  ): Promise<User> {
    const { password, field, marked, client } = input;
    await assertPasswordPolicy(password, policy, { email }, field);
    const user = await openAddress({ email, marked, client });
    if (user === null) throw invalid();
    return set(user, input);
  }

  return {
    async byLink({ token, ...input }: NewPassword & { token: string }): Promise<User> {
      const secret = await secrets.findLink(resetSecret, token);
      if (secret === null) throw secretInvalid();
      const forAddress = isForAddress(secret);
      const owner = forAddress ? Promise.resolve(null) : users.findById(secret.userId);
      // Whether it can be read is asked once the secret is redeemed, so that it is given back.
      owner.catch(() => undefined);
      if (!(await guards.redeem(secret, clock()))) throw secretInvalid();
      return redeemFor(guards, secret, log, async () => {
        if (forAddress) return setForAddress(secret.context.email, input, secretInvalid);
        const user = await owner;
        if (
          user === null ||
          secretOf(user, secret) === null ||
          user.status === 'disabled' ||
          user.emailNormalized !== secret.context.email
        )
          throw secretInvalid();
        return set(user, input);
      });
    },

    async byCode({
      email,
      code,
      ...input
    }: NewPassword & { email: string; code: string }): Promise<User> {
      // What depends on the request alone comes first, for an account and for none; the rest waits for the proof.
      await assertPasswordPolicy(input.password, policy, { email }, input.field);
      const name = normalizeEmail(email);
      const [user, found] = await Promise.all([
        users.findByEmail(name),
        secrets.findCode(resetSecret, name, code),
      ]);
      const isProved = user !== null && user.emailVerifiedAt !== null;
      const holder = isProved ? user.id : guards.addressPlace(name);
      const place = user === null ? guards.decoyFor(name).guard : holder;
      const own = isProved ? secretOf(user, found) : found;
      const secret = own?.userId === place ? own : null;
      const attempt = { user, place, name, purpose: resetSecret.name, secret };
      const lane = await tryCode({ ...attempt, client: input.client });
      if (lane === null || secret === null || user === null || user.status === 'disabled')
        throw otpInvalid();
      return redeemFor(guards, secret, log, () =>
        isProved ? set(user, input) : setForAddress(name, input, otpInvalid),
      );
    },
  };
}
