import { type FindChangeDeps, findChange } from '../../guard/find-change.ts';
import { describeClient } from '../../http/client-info.ts';
import type { EnqueueJob } from '../../mail/job-queue.ts';
import type { Letterhead } from '../../mail/letterhead.ts';
import type { Mailer } from '../../mail/mail.ts';
import type { OneTimeSecrets } from '../../one-time-secrets/one-time-secrets.ts';
import type { TellFactorChange } from '../../step-up/ports.ts';
import type { UserStore } from '../../users/user-store.ts';
import {
  type FactorChangeNotice,
  factorChangeJob,
  factorChangeSecret,
  REVERT_TTL,
} from './factor-change.ts';
import { renderFactorChange } from './factor-change-mail.ts';

export type TellFactorChangeDeps = { enqueue: EnqueueJob };

/** Queues a notice of each change of factors, before it is made. Throws `storage_unavailable`. */
export const createTellFactorChange =
  ({ enqueue }: TellFactorChangeDeps): TellFactorChange =>
  async ({ user: { id: userId, email }, change, factors, client, at, event }) => {
    const from = describeClient(client);
    const notice = { userId, email, change, factors: [...factors], at, from, event };
    await enqueue(factorChangeJob, notice);
  };

export type SendFactorChangeDeps = FindChangeDeps & {
  users: UserStore;
  secrets: OneTimeSecrets;
  mailer: Mailer;
  letterhead: Letterhead;
};

/** Binds {@link sendFactorChange} to its dependencies. */
export const createSendFactorChange =
  (deps: SendFactorChangeDeps) => (notice: FactorChangeNotice, key: string) =>
    sendFactorChange(deps, notice, key);

/**
 * Mails the owner what changed, with a link that reverts it, unless the account is gone, or nothing
 * changed. The link carries the time of the change, not of the mail. Throws what
 * {@link findChange} throws, and the errors of the mailer.
 */
export async function sendFactorChange(
  deps: SendFactorChangeDeps,
  notice: FactorChangeNotice,
  key: string,
): Promise<void> {
  const { users, secrets, mailer, letterhead } = deps;
  const { userId, email, change, factors, at, from } = notice;
  const [user, made] = await Promise.all([users.findById(userId), findChange(deps, notice)]);
  if (user === null || made === null) return;
  const removed = change === 'removed' ? factors : [];
  const token = await secrets.issueLink({
    purpose: factorChangeSecret,
    userId,
    epoch: null,
    context: { removed, disconnected: [], since: at, first: made.metadata.first === true },
    issuedAt: at,
    ttl: REVERT_TTL,
  });
  const link = `${letterhead.appUrl}/undo-factor-change?token=${token}`;
  const kinds = factors.map(({ factor }) => factor.kind);
  const envelope = { to: email, reader: user, letterhead };
  await mailer(await renderFactorChange(envelope, { from, link, at, change, kinds }), key);
}
