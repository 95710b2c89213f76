import type { RedeemCode, UnprovedAddress } from '../guard/redeem-code.ts';
import { type RedeemLinkDeps, redeemLink } from '../guard/redeem-link.ts';
import type { ClientInfo } from '../http/client-info.ts';
import { assertPasswordPolicy, type PasswordPolicy } from '../methods/password/password-policy.ts';
import type { SetPassword } from '../methods/password/set-password.ts';
import { otpInvalid, secretInvalid } from '../one-time-secrets/errors.ts';
import { type FoundSecret, secretOf } from '../one-time-secrets/one-time-secrets.ts';
import type { ErrorFactory } from '../shared/errors.ts';
import { normalizeEmail } from '../users/identifiers.ts';
import type { User } from '../users/user.ts';
import type { UserStore } from '../users/user-store.ts';
import { type ResetContext, resetSecret } from './reset-secret.ts';

/** The account for somebody who proves an address by setting a password; null if there is none to have. */
export type OpenAddress = (input: {
  email: string;
  marked: string | null;
  client: ClientInfo;
}) => Promise<User | null>;

export type ResetPasswordDeps = RedeemLinkDeps & {
  users: UserStore;
  redeemCode: RedeemCode;
  setPassword: SetPassword;
  openAddress: OpenAddress;
  policy: PasswordPolicy;
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
export function createResetPassword(deps: ResetPasswordDeps) {
  const { users, secrets, guards, redeemCode, setPassword, openAddress, policy } = deps;

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

  /** Whose a typed code has to be. */
  function holderOf(user: User | null): User | UnprovedAddress | null {
    if (user === null || user.emailVerifiedAt !== null) return user;
    const place = guards.addressPlace(user.emailNormalized);
    return { place, registrants: [user], userId: user.id };
  }

  return {
    async byLink({ token, ...input }: NewPassword & { token: string }): Promise<User> {
      const read = (secret: FoundSecret<ResetContext>) =>
        isForAddress(secret) ? null : users.findById(secret.userId);
      return redeemLink(deps, { purpose: resetSecret, token, read }, async (secret, user) => {
        const { email } = secret.context;
        if (isForAddress(secret)) return setForAddress(email, input, secretInvalid);
        if (
          user === null ||
          secretOf(user, secret) === null ||
          user.status === 'disabled' ||
          user.emailNormalized !== email
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
      const typed = { holder: holderOf(user), name, purpose: resetSecret, found };
      return redeemCode({ ...typed, client: input.client }, async ({ holder }) => {
        if ('place' in holder) return setForAddress(name, input, otpInvalid);
        if (holder.status === 'disabled') throw otpInvalid();
        return set(holder, input);
      });
    },
  };
}
