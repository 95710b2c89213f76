import type { AccountGuards } from '../guard/account-guards.ts';
import type { Letterhead } from '../mail/letterhead.ts';
import type { Mailer } from '../mail/mail.ts';
import type { OneTimeSecrets } from '../one-time-secrets/one-time-secrets.ts';
import type { Clock } from '../shared/clock.ts';
import type { SendVerification } from '../step-up/ports.ts';
import { normalizeEmail } from '../users/identifiers.ts';
import { renderVerificationMail } from './verification-mail.ts';
import { verificationSecret } from './verification-secret.ts';

export type SendVerificationDeps = {
  secrets: OneTimeSecrets;
  guards: AccountGuards;
  mailer: Mailer;
  clock: Clock;
  letterhead: Letterhead;
  /** Milliseconds. */
  linkTtl: number;
  codeTtl: number;
};

type SendVerificationInput = Parameters<SendVerification>[0];

/** Mails a link and a code that verify an address. Using one voids the other. */
export async function sendVerification(
  { secrets, guards, mailer, clock, letterhead, linkTtl, codeTtl }: SendVerificationDeps,
  { email, registration, waiting, from, returnTo = null, language, key }: SendVerificationInput,
): Promise<void> {
  const at = clock();
  const emailNormalized = normalizeEmail(email);
  const common = {
    purpose: verificationSecret,
    userId: guards.addressPlace(emailNormalized),
    // Not bound to an epoch: `issuedAt` decides whether ended sessions void it.
    epoch: null,
    context: { email: emailNormalized, registration, returnTo },
    // After every epoch so far, despite clock skew: secrets issued before an epoch starts are void.
    issuedAt: Math.max(at, ...waiting.map(({ signInEpoch }) => signInEpoch + 1)),
    familyTtl: Math.max(linkTtl, codeTtl),
  };
  const [token, code] = await Promise.all([
    secrets.issueLink({ ...common, ttl: linkTtl }),
    secrets.issueCode({ ...common, ttl: codeTtl, subjects: [emailNormalized] }),
  ]);
  const link = `${letterhead.appUrl}/verify-email?token=${token}`;
  const meant = registration === null ? {} : { id: registration };
  const reader = { ...(waiting[0] ?? { timezone: 'UTC' }), ...meant, asked: language };
  const until = { linkUntil: at + linkTtl, codeUntil: at + codeTtl };
  const envelope = { to: email, reader, letterhead };
  await mailer(await renderVerificationMail(envelope, { link, code, ...until, from }), key);
}

/** Binds {@link sendVerification} to its dependencies. */
export const createSendVerification =
  (deps: SendVerificationDeps): SendVerification =>
  (input) =>
    sendVerification(deps, input);
