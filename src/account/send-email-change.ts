import type { AccountGuards } from '../guard/account-guards.ts';
import type { Letterhead } from '../mail/letterhead.ts';
import type { Mailer } from '../mail/mail.ts';
import type { OneTimeSecrets } from '../one-time-secrets/one-time-secrets.ts';
import type { Clock } from '../shared/clock.ts';
import { normalizeEmail } from '../users/identifiers.ts';
import type { User } from '../users/user.ts';
import type { UserStore } from '../users/user-store.ts';
import {
  CHANGE_TTL,
  type EmailChangeNotice,
  type EmailChangeRequest,
  emailChangeSecret,
  emailUndoSecret,
  UNDO_TTL,
} from './email-change.ts';
import { renderAddressInUse, renderEmailChange, renderEmailNotice } from './email-change-mails.ts';

export type SendEmailChangeDeps = {
  users: UserStore;
  guards: AccountGuards;
  secrets: OneTimeSecrets;
  mailer: Mailer;
  clock: Clock;
  letterhead: Letterhead;
};

export function createSendEmailChange(deps: SendEmailChangeDeps) {
  return (request: EmailChangeRequest, key: string): Promise<void> =>
    sendEmailChange(deps, request, key);
}

/**
 * Mails the new address a confirmation link, or that it already has an account; the caller cannot
 * tell which. Sends nothing if all sessions have ended since the request. Throws
 * `storage_unavailable`, and the errors of the mailer.
 */
export async function sendEmailChange(
  deps: SendEmailChangeDeps,
  request: EmailChangeRequest,
  key: string,
): Promise<void> {
  const { users, guards, mailer, clock, letterhead } = deps;
  const { userId, email, signInEpoch, from, language } = request;
  const [user, holder] = await Promise.all([
    users.findById(userId),
    users.findByEmail(normalizeEmail(email)),
  ]);
  if (user === null || user.signInEpoch !== signInEpoch) return;
  const now = clock();
  const envelope = { to: email, reader: { ...user, asked: language }, letterhead };
  const mail = { lane: 'second-step', purpose: emailChangeSecret.name, key, now } as const;
  if (!(await guards.chargeMail(userId, mail))) return;
  // An unverified registration of the address does not block it.
  if (holder !== null && holder.id !== userId && holder.emailVerifiedAt !== null)
    return mailer(await renderAddressInUse(envelope, { from }), key);
  const link = await issueChangeLink(deps, { user, email, now });
  await mailer(await renderEmailChange(envelope, { from, link, at: now }), key);
}

async function issueChangeLink(
  { secrets, letterhead }: SendEmailChangeDeps,
  { user, email, now }: { user: User; email: string; now: number },
): Promise<string> {
  const { id: userId, signInEpoch } = user;
  const token = await secrets.issueLink({
    purpose: emailChangeSecret,
    userId,
    epoch: signInEpoch,
    context: { from: user.email, email, fromVerified: user.emailVerifiedAt !== null, signInEpoch },
    issuedAt: now,
    ttl: CHANGE_TTL,
  });
  return `${letterhead.appUrl}/change-email?token=${token}`;
}

export function createSendEmailNotice(deps: SendEmailChangeDeps) {
  return (notice: EmailChangeNotice, key: string): Promise<void> =>
    sendEmailNotice(deps, notice, key);
}

/**
 * Mails the old address a notice with a link that undoes the change. The link carries the time of
 * the change, not of the mail, so that a link of an earlier change outranks it. Throws
 * `storage_unavailable`, and the errors of the mailer.
 */
export async function sendEmailNotice(
  { users, secrets, mailer, letterhead }: SendEmailChangeDeps,
  { userId, email, stage, at, from }: EmailChangeNotice,
  key: string,
): Promise<void> {
  const user = await users.findById(userId);
  if (user === null) return;
  // The change is done by now, which has a notice of its own, or it was undone.
  if (stage === 'asked' && user.emailNormalized !== normalizeEmail(email)) return;
  const token = await secrets.issueLink({
    purpose: emailUndoSecret,
    userId,
    epoch: user.signInEpoch,
    context: { email },
    issuedAt: at,
    ttl: UNDO_TTL,
  });
  const link = `${letterhead.appUrl}/undo-email-change?token=${token}`;
  const envelope = { to: email, reader: user, letterhead };
  await mailer(await renderEmailNotice(envelope, { from, link, stage, at }), key);
}
