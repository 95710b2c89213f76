import type { AccountGuards } from '../../guard/account-guards.ts';
import { renderCodeMail } from '../../mail/code-mail.ts';
import { renderMail } from '../../mail/layout.tsx';
import type { Mail, Mailer } from '../../mail/mail.ts';
import type { OneTimeSecrets } from '../../one-time-secrets/one-time-secrets.ts';
import type { Clock } from '../../shared/clock.ts';
import { normalizeEmail } from '../../users/identifiers.ts';
import type { User } from '../../users/user.ts';
import type { UserStore } from '../../users/user-store.ts';
import { type SignInCodeRequest, signInCode } from './sign-in-code.ts';

/** Mails what verifies an address. */
export type SendVerification = (input: {
  email: string;
  registration: string | null;
  waiting: { signInEpoch: number }[];
  from: string;
  key: string;
}) => Promise<void>;

export type SendSignInCodeDeps = {
  users: UserStore;
  secrets: OneTimeSecrets;
  guards: AccountGuards;
  mailer: Mailer;
  sendVerification: SendVerification;
  clock: Clock;
  appName: string;
  /** Whether this user's sign-in takes a password and a code, so that a code alone must not do. */
  wantsPassword: (user: User) => boolean;
  /** Milliseconds. */
  codeTtl: number;
};

/**
 * Mails a sign-in code, if the address has an account and not too many went out. An account that waits for its verification
 * gets that instead: a code would open it with the password of whoever registered the address.
 */
export function createSendSignInCode(deps: SendSignInCodeDeps) {
  const { users, secrets, guards, mailer, sendVerification, clock, appName, codeTtl } = deps;

  async function render(user: User, issuedAt: number, from: string): Promise<Mail> {
    if (deps.wantsPassword(user)) return renderPasswordWanted({ to: user.email, appName, from });
    const code = await secrets.issueCode({
      purpose: signInCode,
      userId: user.id,
      context: {},
      issuedAt,
      ttl: codeTtl,
      subjects: [user.emailNormalized],
    });
    const warning = 'If it was not you, do nothing.';
    return renderCodeMail({
      to: user.email,
      appName,
      occasion: 'sign in to',
      code,
      codeTtl,
      from,
      warning,
    });
  }

  return async function sendSignInCode(
    { email, from }: SignInCodeRequest,
    key: string,
  ): Promise<void> {
    const emailNormalized = normalizeEmail(email);
    const holders = await users.listByEmail(emailNormalized);
    const [user] = holders;
    if (user === undefined || holders.some(({ status }) => status === 'disabled')) return;
    const now = clock();
    const isProved = user.emailVerifiedAt !== null;
    const place = isProved ? user.id : guards.addressPlace(emailNormalized);
    if (!(await guards.chargeMail(place, { purpose: signInCode.name, key, now }))) return;
    if (!isProved)
      return sendVerification({
        email: user.email,
        registration: null,
        waiting: holders,
        from,
        key,
      });
    await mailer(await render(user, now, from), key);
  };
}

/** Tells somebody with two-step sign-in that a code alone does not sign them in. */
export function renderPasswordWanted({
  to,
  appName,
  from,
}: {
  to: string;
  appName: string;
  from: string;
}): Promise<Mail> {
  return renderMail({
    to,
    appName,
    subject: `Sign in to ${appName} with your password`,
    blocks: [
      {
        kind: 'paragraph',
        text: `Somebody, perhaps you, asked from ${from} for a code to sign in to ${appName}. You have switched on two-step sign-in, so a code alone does not do: sign in with your password, and a code will follow.`,
      },
      { kind: 'paragraph', text: 'If it was not you, do nothing.' },
    ],
  });
}
