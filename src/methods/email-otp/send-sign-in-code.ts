import type { AccountGuards } from '../../guard/account-guards.ts';
import { renderCodeMail } from '../../mail/code-mail.ts';
import type { Letterhead } from '../../mail/letterhead.ts';
import type { Mail, Mailer } from '../../mail/mail.ts';
import type { OneTimeSecrets } from '../../one-time-secrets/one-time-secrets.ts';
import type { RequesterLanes } from '../../sessions/requester-lanes.ts';
import type { Clock } from '../../shared/clock.ts';
import type { SendVerification } from '../../step-up/ports.ts';
import { normalizeEmail } from '../../users/identifiers.ts';
import type { User } from '../../users/user.ts';
import type { UserStore } from '../../users/user-store.ts';
import { type SignInCodeRequest, signInCode } from './sign-in-code.ts';

export type SendSignInCodeDeps = {
  users: UserStore;
  secrets: OneTimeSecrets;
  guards: AccountGuards;
  mailer: Mailer;
  sendVerification: SendVerification;
  laneOfSealed: RequesterLanes['laneOfSealed'];
  clock: Clock;
  letterhead: Letterhead;
  /** Milliseconds. */
  codeTtl: number;
};

/**
 * Mails a sign-in code, if the address has an account and its mail limit is not reached. An
 * unverified account gets a verification instead, since a code would open it with a password that a
 * stranger may have set. Throws `storage_unavailable`.
 */
export async function sendSignInCode(
  deps: SendSignInCodeDeps,
  { email, from, marks, language }: SignInCodeRequest,
  key: string,
): Promise<void> {
  const { users, guards, sendVerification, clock } = deps;
  const emailNormalized = normalizeEmail(email);
  const holders = await users.listByEmail(emailNormalized);
  const [user] = holders;
  if (user === undefined || holders.some(({ status }) => status === 'disabled')) return;
  const now = clock();
  const isProved = user.emailVerifiedAt !== null;
  const place = isProved ? user.id : guards.addressPlace(emailNormalized);
  const lane = await deps.laneOfSealed(holders, marks);
  if (!(await guards.chargeMail(place, { lane, purpose: signInCode.name, key, now }))) return;
  const mail = { registration: null, waiting: holders, from, language, key };
  if (!isProved) return sendVerification({ email: user.email, ...mail });
  await deps.mailer(await render(deps, user, { issuedAt: now, from, language }), key);
}

/** Binds {@link sendSignInCode} to its dependencies. */
export const createSendSignInCode =
  (deps: SendSignInCodeDeps) => (request: SignInCodeRequest, key: string) =>
    sendSignInCode(deps, request, key);

type Asked = SignInCodeRequest['language'];

async function render(
  { secrets, letterhead, codeTtl }: SendSignInCodeDeps,
  user: User,
  { issuedAt, from, language }: { issuedAt: number; from: string; language: Asked },
): Promise<Mail> {
  const code = await secrets.issueCode({
    purpose: signInCode,
    userId: user.id,
    epoch: user.signInEpoch,
    context: {},
    issuedAt,
    ttl: codeTtl,
    subjects: [user.emailNormalized],
  });
  const envelope = { to: user.email, reader: { ...user, asked: language }, letterhead };
  return renderCodeMail(envelope, { use: 'signIn', code, until: issuedAt + codeTtl, from });
}
