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
import type { OpenAddress } from './open-address.ts';
import { type ResetContext, resetSecret } from './reset-secret.ts';

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
  /** The body field of the password. */
  field: string;
  /** The registration that this browser made, if any. */
  marked: string | null;
  client: ClientInfo;
};

type ByLink = NewPassword & { token: string };
type ByCode = NewPassword & { email: string; code: string };

/**
 * Sets a new password by a mailed link; creates no session. On an unverified address it also
 * verifies the address and locks out everyone else. If the password is refused or a write fails,
 * the link still works. Ends lockouts. Returns the updated user, whose browser can then be
 * remembered. Throws `secret_invalid` and what setting a password throws.
 */
export async function resetPasswordByLink(
  deps: ResetPasswordDeps,
  { token, ...input }: ByLink,
): Promise<User> {
  const read = (secret: FoundSecret<ResetContext>) =>
    isForAddress(deps, secret) ? null : deps.users.findById(secret.userId);
  return redeemLink(deps, { purpose: resetSecret, token, read }, async (secret, user) => {
    const { email } = secret.context;
    if (isForAddress(deps, secret)) return setForAddress(deps, email, input, secretInvalid);
    if (
      user === null ||
      secretOf(user, secret) === null ||
      user.status === 'disabled' ||
      user.emailNormalized !== email
    )
      throw secretInvalid();
    return setForUser(deps, user, input);
  });
}

/** Like {@link resetPasswordByLink}, by a mailed code. Throws `otp_invalid` for a wrong code. */
export async function resetPasswordByCode(
  deps: ResetPasswordDeps,
  { email, code, ...input }: ByCode,
): Promise<User> {
  const { users, secrets, redeemCode, policy } = deps;
  // Only checks on the request itself may precede the proof, so that unknown addresses look alike.
  await assertPasswordPolicy(input.password, policy, { email }, input.field);
  const name = normalizeEmail(email);
  const [user, found] = await Promise.all([
    users.findByEmail(name),
    secrets.findCode(resetSecret, name, code),
  ]);
  const typed = { holder: holderOf(deps, user), name, purpose: resetSecret, found };
  return redeemCode({ ...typed, client: input.client }, async ({ holder }) => {
    if ('place' in holder) return setForAddress(deps, name, input, otpInvalid);
    if (holder.status === 'disabled') throw otpInvalid();
    return setForUser(deps, holder, input);
  });
}

/** Binds both ways to reset a password to their dependencies. */
export function createResetPassword(deps: ResetPasswordDeps) {
  return {
    byLink: (input: ByLink) => resetPasswordByLink(deps, input),
    byCode: (input: ByCode) => resetPasswordByCode(deps, input),
  };
}

// A secret mailed before the address was verified belongs to the address, not to an account.
function isForAddress(
  { guards }: ResetPasswordDeps,
  { userId, context }: { userId: string; context: { email: string } },
): boolean {
  return userId === guards.addressPlace(context.email);
}

function holderOf({ guards }: ResetPasswordDeps, user: User | null): User | UnprovedAddress | null {
  if (user === null || user.emailVerifiedAt !== null) return user;
  const place = guards.addressPlace(user.emailNormalized);
  return { place, registrants: [user], userId: user.id };
}

async function setForUser(
  { setPassword }: ResetPasswordDeps,
  user: User,
  { password, field, client }: NewPassword,
): Promise<User> {
  const reset = { user, password, field, reason: 'password_reset', client } as const;
  return (await setPassword(reset)).user;
}

async function setForAddress(
  deps: ResetPasswordDeps,
  email: string,
  input: NewPassword,
  invalid: ErrorFactory,
): Promise<User> {
  const { password, field, marked, client } = input;
  await assertPasswordPolicy(password, deps.policy, { email }, field);
  const user = await deps.openAddress({ email, marked, client });
  if (user === null) throw invalid();
  return setForUser(deps, user, input);
}
