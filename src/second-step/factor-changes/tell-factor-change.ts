import { describeClient } from '../../http/client-info.ts';
import type { EnqueueJob } from '../../mail/job-queue.ts';
import type { Letterhead } from '../../mail/letterhead.ts';
import type { Mailer } from '../../mail/mail.ts';
import type { OneTimeSecrets } from '../../one-time-secrets/one-time-secrets.ts';
import { hasPossession } from '../../step-up/fresh-proof.ts';
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

/** Queues a notice of each change of factors. Throws `storage_unavailable`. */
export const createTellFactorChange =
  ({ enqueue }: TellFactorChangeDeps): TellFactorChange =>
  async ({ user, change, factors, client, at }) => {
    const from = describeClient(client);
    const first = change === 'added' && !hasPossession(user);
    const { id: userId, email } = user;
    const notice = { userId, email, change, first, factors: [...factors], at, from };
    await enqueue(factorChangeJob, notice);
  };

export type SendFactorChangeDeps = {
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
 * Mails the owner what changed, with a link that reverts it, unless the account is gone. The link
 * carries the time of the change, not of the mail. Throws `storage_unavailable`, and the errors of
 * the mailer.
 */
export async function sendFactorChange(
  { users, secrets, mailer, letterhead }: SendFactorChangeDeps,
  { userId, email, change, first, factors, at, from }: FactorChangeNotice,
  key: string,
): Promise<void> {
  const user = await users.findById(userId);
  if (user === null) return;
  const added = change === 'added' ? factors.map(({ factor }) => factor.createdAt ?? at) : [];
  const token = await secrets.issueLink({
    purpose: factorChangeSecret,
    userId,
    epoch: null,
    context: { removed: change === 'removed' ? factors : [], since: Math.min(at, ...added), first },
    issuedAt: at,
    ttl: REVERT_TTL,
  });
  const link = `${letterhead.appUrl}/undo-factor-change?token=${token}`;
  const kinds = factors.map(({ factor }) => factor.kind);
  const envelope = { to: email, reader: user, letterhead };
  await mailer(await renderFactorChange(envelope, { from, link, at, change, kinds }), key);
}
