import type { AuditStore } from '../audit/audit-store.ts';
import type { AccountGuards } from '../guard/account-guards.ts';
import { redeemFor } from '../guard/redeem-for.ts';
import type { ClientInfo } from '../http/client-info.ts';
import { otpInvalid, secretInvalid } from '../one-time-secrets/errors.ts';
import {
  type FoundSecret,
  type OneTimeSecrets,
  secretOf,
} from '../one-time-secrets/one-time-secrets.ts';
import type { FollowFailure } from '../sessions/follow-failure.ts';
import type { LaneOf } from '../sessions/requester-lanes.ts';
import type { Clock } from '../shared/clock.ts';
import { type Database, runBatch } from '../shared/database.ts';
import type { Log } from '../shared/log.ts';
import { normalizeEmail } from '../users/identifiers.ts';
import type { User } from '../users/user.ts';
import type { UserStore } from '../users/user-store.ts';
import { verificationSecret } from './verification-secret.ts';

/** Makes a token that signs its bearer in once, within a minute. */
export type IssueExchangeToken = (userId: string, epoch: number | null) => Promise<string>;

export type VerifyEmailDeps = {
  db: Database;
  users: UserStore;
  audit: AuditStore;
  secrets: OneTimeSecrets;
  guards: AccountGuards;
  issueExchangeToken: IssueExchangeToken;
  laneOf: LaneOf;
  followFailure: FollowFailure;
  clock: Clock;
  log: Log;
  /** Milliseconds. */
  codeTtl: number;
};

type Secret = FoundSecret<{ email: string; passwordHash: string | null }>;
export type VerifyEmail = ReturnType<typeof createVerifyEmail>;

/**
 * Verifies an address by the link's token or by address and code; each works once. A failing write gives the secret
 * back. Throws `secret_invalid`, `otp_invalid`, `storage_unavailable`.
 */
export function createVerifyEmail(deps: VerifyEmailDeps) {
  const { db, users, audit, secrets, guards, issueExchangeToken, clock, log, codeTtl } = deps;
  const { laneOf, followFailure } = deps;

  async function complete(
    secret: Secret,
    client: ClientInfo,
    owner: Promise<User | null>,
  ): Promise<string> {
    const { userId } = secret;
    return redeemFor(guards, secret, log, async () => {
      const user = await owner;
      if (secretOf(user, secret) === null || user?.emailNormalized !== secret.context.email)
        throw secretInvalid();
      const now = clock();
      const [exchangeToken] = await Promise.all([
        issueExchangeToken(userId, secret.epoch),
        guards.emailVerified(userId, now),
        runBatch(db, [
          audit.recordWhenStatement(
            { type: 'user.email_verified', userId, origin: client, at: now },
            users.existsCondition(userId),
          ),
          users.verifyEmailStatement(userId, now, secret.context.passwordHash),
        ]),
      ]);
      return exchangeToken;
    });
  }

  return {
    async byLink({
      token,
      client,
      admission,
    }: {
      token: string;
      client: ClientInfo;
      admission?: Promise<void>;
    }): Promise<string> {
      const [secret] = await Promise.all([secrets.findLink(verificationSecret, token), admission]);
      if (secret === null) throw secretInvalid();
      const owner = users.findById(secret.userId);
      // Whether it can be read is asked once the secret is redeemed, so that it is given back.
      owner.catch(() => undefined);
      if (!(await guards.redeem(secret, clock()))) throw secretInvalid();
      return complete(secret, client, owner);
    },

    async byCode({
      email,
      code,
      client,
      admission,
    }: {
      email: string;
      code: string;
      client: ClientInfo;
      admission?: Promise<void>;
    }): Promise<string> {
      const emailNormalized = normalizeEmail(email);
      const [user, found] = await Promise.all([
        users.findByEmail(emailNormalized),
        secrets.findCode(verificationSecret, emailNormalized, code),
        admission,
      ]);
      const secret = secretOf(user, found);
      const place = user?.id ?? guards.decoyFor(emailNormalized).guard;
      const lane = user === null ? 'strangers' : laneOf(user, client);
      const verdict = await guards.tryCode(place, {
        lane,
        purpose: verificationSecret.name,
        secret,
        now: clock(),
        codeTtl,
      });
      if (!verdict.right)
        followFailure({ userId: user?.id ?? null, lane, what: 'code', failure: verdict, client });
      if (secret === null || !verdict.right) throw otpInvalid();
      return complete(secret, client, Promise.resolve(user));
    },
  };
}
