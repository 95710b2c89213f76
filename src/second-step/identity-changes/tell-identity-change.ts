import { findChange } from '../../guard/find-change.ts';
import { describeClient } from '../../http/client-info.ts';
import type { EnqueueJob } from '../../mail/job-queue.ts';
import type { TellIdentityChange } from '../../step-up/ports.ts';
import { factorChangeSecret, REVERT_TTL } from '../factor-changes/factor-change.ts';
import type { SendFactorChangeDeps } from '../factor-changes/tell-factor-change.ts';
import { type IdentityChangeNotice, identityChangeJob } from './identity-change.ts';
import { renderIdentityChange } from './identity-change-mail.ts';

export type TellIdentityChangeDeps = { enqueue: EnqueueJob };

/**
 * Queues a notice of each change of identities, before it is made. Throws `storage_unavailable`.
 */
export const createTellIdentityChange =
  ({ enqueue }: TellIdentityChangeDeps): TellIdentityChange =>
  async ({ user: { id: userId, email }, client, ...told }) => {
    await enqueue(identityChangeJob, { userId, email, from: describeClient(client), ...told });
  };

export type SendIdentityChangeDeps = SendFactorChangeDeps & {
  /** What the configuration calls a provider; its id if it has none any more. */
  providerLabel: (provider: string) => string;
};

/** Binds {@link sendIdentityChange} to its dependencies. */
export const createSendIdentityChange =
  (deps: SendIdentityChangeDeps) => (notice: IdentityChangeNotice, key: string) =>
    sendIdentityChange(deps, notice, key);

/**
 * Mails the owner that a provider was connected or disconnected, with a link that reverts it,
 * unless the account is gone, or nothing changed. The link carries the time of the change, not of
 * the mail. The mail says nothing that the provider's account says of itself, which may be a
 * stranger's. Throws what {@link findChange} throws, and the errors of the mailer.
 */
export async function sendIdentityChange(
  deps: SendIdentityChangeDeps,
  notice: IdentityChangeNotice,
  key: string,
): Promise<void> {
  const { users, secrets, mailer, letterhead, providerLabel } = deps;
  const { userId, email, change, identity, at, from } = notice;
  const [user, made] = await Promise.all([users.findById(userId), findChange(deps, notice)]);
  if (user === null || made === null) return;
  const token = await secrets.issueLink({
    purpose: factorChangeSecret,
    userId,
    epoch: null,
    context: {
      removed: [],
      disconnected: change === 'disconnected' ? [identity] : [],
      since: at,
      // Of factors that came later it knows nothing: their own link takes the password.
      first: false,
    },
    issuedAt: at,
    ttl: REVERT_TTL,
  });
  const link = `${letterhead.appUrl}/undo-factor-change?token=${token}`;
  const provider = providerLabel(identity.provider);
  const envelope = { to: email, reader: user, letterhead };
  await mailer(await renderIdentityChange(envelope, { from, link, at, change, provider }), key);
}
