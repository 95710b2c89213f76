import type { AuditStore } from '../audit/audit-store.ts';
import type { AccountGuards } from '../guard/account-guards.ts';
import { redeemFor } from '../guard/redeem-for.ts';
import { type ClientInfo, describeClient } from '../http/client-info.ts';
import { validationError } from '../http/errors.ts';
import type { EnqueueJob } from '../mail/job-queue.ts';
import { secretInvalid } from '../one-time-secrets/errors.ts';
import type { OneTimeSecrets } from '../one-time-secrets/one-time-secrets.ts';
import type { Clock } from '../shared/clock.ts';
import { type Database, runBatch } from '../shared/database.ts';
import type { Log } from '../shared/log.ts';
import type { ClearAddress, ConfirmPassword } from '../step-up/ports.ts';
import type { AddressStore, EmailChange } from '../users/address-store.ts';
import { normalizeEmail } from '../users/identifiers.ts';
import type { User } from '../users/user.ts';
import { emailChangeJob, emailChangeSecret, emailNoticeJob, UNDO_TTL } from './email-change.ts';

export type ChangeEmailDeps = {
  db: Database;
  addresses: AddressStore;
  clearAddress: ClearAddress;
  audit: AuditStore;
  guards: AccountGuards;
  secrets: OneTimeSecrets;
  enqueue: EnqueueJob;
  confirmPassword: ConfirmPassword;
  /** Names of the secrets that were mailed to the old address and are worth nothing once it is not the account's any more. */
  mailedSecrets: string[];
  clock: Clock;
  log: Log;
};
export type ChangeEmail = ReturnType<typeof createChangeEmail>;

/** Moves an account to another address: asked for with the password, done by a link that is mailed there. */
export function createChangeEmail(deps: ChangeEmailDeps) {
  const { db, addresses, clearAddress, audit, guards, secrets, enqueue, mailedSecrets } = deps;
  const { confirmPassword, clock, log } = deps;

  async function move(change: EmailChange, client: ClientInfo): Promise<boolean> {
    const { id, emailNormalized, now } = change;
    const [changed] = await runBatch(db, [
      addresses.changeEmailStatement(change),
      audit.recordWhenStatement(
        { type: 'email.changed', userId: id, origin: client, at: now },
        addresses.ownsCondition(id, emailNormalized),
      ),
      addresses.yieldStatement(id, emailNormalized),
    ]);
    return (changed as unknown[]).length > 0;
  }

  return {
    /** Throws `validation_error` for the address there is already, what confirming a password throws, `storage_unavailable`. */
    async ask(input: {
      user: User;
      sessionId: string;
      email: string;
      password: string;
      client: ClientInfo;
    }): Promise<void> {
      const { user, sessionId, email, password, client } = input;
      if (email === user.email)
        throw validationError({
          errors: [
            { field: 'new_email', code: 'unchanged', message: 'This is your address already.' },
          ],
        });
      await confirmPassword({ user, sessionId, password, client });
      const now = clock();
      const from = describeClient(client);
      await audit.record({
        type: 'email.change_asked',
        userId: user.id,
        sessionId,
        origin: client,
        at: now,
      });
      await Promise.all([
        enqueue(emailChangeJob, { userId: user.id, email, signInEpoch: user.signInEpoch, from }),
        user.emailVerifiedAt === null
          ? null
          : enqueue(emailNoticeJob, {
              userId: user.id,
              email: user.email,
              stage: 'asked',
              at: now,
              from,
            }),
      ]);
    },

    /** A failing write gives the link back. Throws `secret_invalid`, also if the address was taken or the
     * password changed meanwhile; `storage_unavailable`. */
    async confirm({
      token,
      client,
      admission,
    }: {
      token: string;
      client: ClientInfo;
      admission?: Promise<void>;
    }): Promise<void> {
      const [secret] = await Promise.all([secrets.findLink(emailChangeSecret, token), admission]);
      if (secret === null) throw secretInvalid();
      const { userId } = secret;
      if (!(await guards.redeem(secret, clock()))) throw secretInvalid();
      await redeemFor(guards, secret, log, async () => {
        const now = clock();
        const { from, email, fromVerified, signInEpoch } = secret.context;
        const emailNormalized = normalizeEmail(email);
        const expected = { email: normalizeEmail(from), signInEpoch };
        const change = { id: userId, expected, email, emailNormalized, now };
        const isDone =
          (await move(change, client)) ||
          ((await clearAddress.forUser({ id: userId, email: emailNormalized, client })) &&
            (await move(change, client)));
        if (!isDone) throw secretInvalid();
        await Promise.all([
          guards.emailVerified(userId, now),
          fromVerified
            ? enqueue(emailNoticeJob, {
                userId,
                email: from,
                stage: 'done',
                at: now,
                from: describeClient(client),
              })
            : null,
        ]);
        // Last, since it takes this link's own purpose with it; and by the time after the change, for what was mailed until then.
        const changedAt = clock();
        await guards.voidSecrets(userId, {
          purposes: mailedSecrets,
          now: changedAt,
          rememberUntil: changedAt + UNDO_TTL,
        });
      });
    },
  };
}
