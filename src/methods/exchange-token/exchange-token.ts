import type { AccountGuards } from '../../guard/account-guards.ts';
import type { TokenDelivery } from '../../guard/guard-state.ts';
import { redeemFor } from '../../guard/redeem-for.ts';
import type { ClientInfo } from '../../http/client-info.ts';
import { secretInvalid } from '../../one-time-secrets/errors.ts';
import { type OneTimeSecrets, secretOf } from '../../one-time-secrets/one-time-secrets.ts';
import type { CompleteSignIn } from '../../second-step/complete-sign-in.ts';
import type { Clock } from '../../shared/clock.ts';
import type { Log } from '../../shared/log.ts';
import type { UserStore } from '../../users/user-store.ts';
import { exchangeSecret } from './exchange-secret.ts';

export type ExchangeTokenDeps = {
  users: UserStore;
  secrets: OneTimeSecrets;
  guards: AccountGuards;
  completeSignIn: CompleteSignIn;
  clock: Clock;
  log: Log;
};
export type ExchangeTokenInput = {
  token: string;
  deviceName: string | null;
  delivery: TokenDelivery;
  admission: Promise<void>;
  client: ClientInfo;
};
export type ExchangeToken = ReturnType<typeof createExchangeToken>;

/**
 * Signs in by an exchange token, once, or asks for the second proof where two are due: it stands for a mailbox that was
 * read. If that fails the token is given back. Throws `secret_invalid` and what completing a sign-in throws.
 */
export function createExchangeToken({
  users,
  secrets,
  guards,
  completeSignIn,
  clock,
  log,
}: ExchangeTokenDeps) {
  return async function exchangeToken({
    token,
    deviceName,
    delivery,
    admission,
    client,
  }: ExchangeTokenInput) {
    const [secret] = await Promise.all([secrets.findLink(exchangeSecret, token), admission]);
    if (secret === null) throw secretInvalid();
    const owner = users.findById(secret.userId);
    // Whether it can be read is asked once the token is redeemed, so that it is given back.
    owner.catch(() => undefined);
    if (!(await guards.redeem(secret, clock()))) throw secretInvalid();
    return redeemFor(guards, secret, log, async () => {
      const user = await owner;
      if (user === null || secretOf(user, secret) === null) throw secretInvalid();
      const signIn = await completeSignIn({
        user,
        proofs: ['email_link'],
        remember: false,
        deviceName,
        delivery,
        client,
      });
      return { ...signIn, firstLogin: user.lastLoginAt === null };
    });
  };
}
