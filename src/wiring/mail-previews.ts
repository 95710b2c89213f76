import {
  renderAddressInUse,
  renderEmailChange,
  renderEmailNotice,
} from '../account/email-change-mails.ts';
import { renderErasureNotice } from '../account/erasure-mail.ts';
import type { Config } from '../config.ts';
import { renderCodeMail } from '../mail/code-mail.ts';
import type { MailPreview } from '../mail/mailbox-routes.tsx';
import { newPasswordLink } from '../mail/page-links.ts';
import { renderResetLink } from '../recovery/reset-mail.ts';
import { renderLockNotice } from '../sessions/lock-notice.ts';
import { NOTICE_KINDS, renderSecurityNotice } from '../sessions/security-notice.ts';
import { renderAlreadyRegistered } from '../sign-up/already-registered-mail.ts';
import { renderVerificationMail } from '../sign-up/verification-mail.ts';

const to = 'ada@example.com';
const from = 'Firefox on Linux in Austria (203.0.113.7)';
const reader = { timezone: 'Europe/Vienna' };
const code = '123456';
const at = 1_800_000_000_000;

const LOCKS = [
  { name: 'locked', lane: 'strangers', what: 'password' },
  { name: 'codes-used-up', lane: 'strangers', what: 'code' },
  { name: 'second-step-used-up', lane: 'second-step', what: 'code' },
  { name: 'second-step-shut', lane: 'second-step', what: 'code', shut: true },
] as const;

/** Every kind of mail with made-up contents, for `/dev/mailbox/preview`. */
export function createMailPreviews({
  appName,
  appUrl,
  otpTtl: codeTtl,
  emailVerificationTtl: linkTtl,
  passwordResetTtl,
  lockout,
}: Config): MailPreview[] {
  const linkTo = (page: string) => `${appUrl}/${page}?token=example`;
  const codeMail = (occasion: string, warning: string, remedy?: { label: string; url: string }) => {
    const common = { to, appName, occasion, code, codeTtl, from, warning };
    return () => renderCodeMail(remedy === undefined ? common : { ...common, remedy });
  };
  const common = { to, appName, from, at, reader };
  const verification = { link: linkTo('verify-email'), code, linkTtl, codeTtl };
  const undo = { ...common, link: linkTo('undo-email-change') };
  return [
    { name: 'verification', render: () => renderVerificationMail({ ...common, ...verification }) },
    {
      name: 'already-registered',
      render: () => renderAlreadyRegistered({ to, appName, appUrl, from }),
    },
    {
      name: 'sign-in-code',
      render: codeMail(
        'sign in to',
        'You don’t have to do anything: without the code nobody gets in.',
      ),
    },
    {
      name: 'second-factor',
      render: codeMail(
        'finish signing in to',
        'Then somebody knows your password. Without the code they can’t get in, but choose a new password now.',
        newPasswordLink(appUrl),
      ),
    },
    {
      name: 'reset-link',
      render: () =>
        renderResetLink({ ...common, link: linkTo('reset-password'), ttl: passwordResetTtl }),
    },
    {
      name: 'reset-code',
      render: codeMail(
        'reset your password for',
        'You don’t have to do anything: your password stays as it is.',
      ),
    },
    ...LOCKS.map(({ name, ...lock }) => ({
      name,
      render: () =>
        renderLockNotice({
          ...{ to, appName, reader, duration: lockout.duration },
          link: linkTo('unlock-account'),
          notice: { ...lock, at, from },
        }),
    })),
    {
      name: 'email-change',
      render: () => renderEmailChange({ ...common, link: linkTo('change-email') }),
    },
    { name: 'address-in-use', render: () => renderAddressInUse({ to, appName, from }) },
    {
      name: 'email-change-asked',
      render: () => renderEmailNotice({ ...undo, stage: 'asked' }),
    },
    {
      name: 'email-changed',
      render: () => renderEmailNotice({ ...undo, stage: 'done' }),
    },
    {
      name: 'erased',
      render: () => renderErasureNotice({ appName, notice: { email: to, at, from, ...reader } }),
    },
    ...NOTICE_KINDS.map((kind) => ({
      name: kind.replaceAll('_', '-'),
      render: () =>
        renderSecurityNotice({
          to,
          appName,
          appUrl,
          reader,
          notice: { userId: '', kind, at, from: kind === 'password_breached' ? null : from },
        }),
    })),
  ];
}
