import type { AccountGuards } from '../../guard/account-guards.ts';
import type { TokenDelivery } from '../../guard/guard-state.ts';
import { redeemFor } from '../../guard/redeem-for.ts';
import type { ClientInfo } from '../../http/client-info.ts';
import { secretInvalid } from '../../one-time-secrets/errors.ts';
import type { OneTimeSecrets } from '../../one-time-secrets/one-time-secrets.ts';
import type { StartSession } from '../../sessions/start-session.ts';
import type { Clock } from '../../shared/clock.ts';
import type { Log } from '../../shared/log.ts';
import type { User } from '../../users/user.ts';
import type { UserStore } from '../../users/user-store.ts';
import { exchangeSecret } from './exchange-secret.ts';

export type ExchangeTokenDeps = {
  users: UserStore;
  secrets: OneTimeSecrets;
  guards: AccountGuards;
  startSession: StartSession;
  clock: Clock;
  log: Log;
  /** Whether this user's sign-in takes a password and a code, so that reading the mailbox alone must not do. */
  wantsPassword: (user: User) => boolean;
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
 * Signs in by an exchange token, once. If the session cannot be started the token is given back. Throws `secret_invalid`,
 * also for those with two-step sign-in, `account_disabled`, `email_not_verified`, `storage_unavailable`.
 */
export function createExchangeToken({
  users,
  secrets,
  guards,
  startSession,
  clock,
  log,
  wantsPassword,
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
      if (user === null || wantsPassword(user)) throw secretInvalid();
      const signIn = await startSession({
        user,
        amr: ['email'],
        remember: false,
        deviceName,
        delivery,
        client,
      });
      return { ...signIn, firstLogin: user.lastLoginAt === null };
    });
  };
}
