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
 * Signs in by an exchange token, once, or asks for the second proof where two are due: it stands for a mailbox that was
 * read. If that fails the token is given back. Throws `secret_invalid` and what completing a sign-in throws.
 */
export function createExchangeToken(deps: ExchangeTokenDeps) {
  const { users, completeSignIn } = deps;

  return async function exchangeToken({ token, ...options }: ExchangeTokenInput) {
    const read = ({ userId }: { userId: string }) => users.findById(userId);
    return redeemLink(deps, { purpose: exchangeSecret, token, read }, async (secret, user) => {
      if (user === null || secretOf(user, secret) === null) throw secretInvalid();
      const signIn = await completeSignIn({ user, proofs: ['email_link'], ...options });
      return { ...signIn, firstLogin: user.lastLoginAt === null };
    });
  };
}
