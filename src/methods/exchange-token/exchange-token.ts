import { type RedeemLinkDeps, redeemLink } from '../../guard/redeem-link.ts';
import { secretInvalid } from '../../one-time-secrets/errors.ts';
import { secretOf } from '../../one-time-secrets/one-time-secrets.ts';
import type { CompleteSignIn } from '../../second-step/complete-sign-in.ts';
import type { SignInOptions } from '../../sessions/sign-in-options.ts';
import type { UserStore } from '../../users/user-store.ts';
import { exchangeSecret } from './exchange-secret.ts';

export type ExchangeTokenDeps = RedeemLinkDeps & {
  users: UserStore;
  completeSignIn: CompleteSignIn;
};
export type ExchangeTokenInput = SignInOptions & { token: string };
export type ExchangeToken = ReturnType<typeof createExchangeToken>;

/**
 * Signs in with an exchange token, once, or requires the second step. The token proves access to
 * the mailbox. If the sign-in fails, the token is released. Throws `secret_invalid` and what
 * completing a sign-in throws.
 */
export async function exchangeToken(
  deps: ExchangeTokenDeps,
  { token, ...options }: ExchangeTokenInput,
) {
  const read = ({ userId }: { userId: string }) => deps.users.findById(userId);
  return redeemLink(deps, { purpose: exchangeSecret, token, read }, async (secret, user) => {
    if (user === null || secretOf(user, secret) === null) throw secretInvalid();
    const signIn = await deps.completeSignIn({ user, proofs: ['email_link'], ...options });
    return { ...signIn, firstLogin: user.lastLoginAt === null };
  });
}

/** Binds {@link exchangeToken} to its dependencies. */
export const createExchangeToken = (deps: ExchangeTokenDeps) => (input: ExchangeTokenInput) =>
  exchangeToken(deps, input);
