import {
  renderAddressInUse,
  renderEmailChange,
  renderEmailNotice,
} from './account/email-change-mails.ts';
import { renderErasureNotice } from './account/erasure-mail.ts';
import { renderVerificationMail } from './account/verification-mail.ts';
import type { Config } from './config.ts';
import { renderCodeMail } from './mail/code-mail.ts';
import type { MailPreview } from './mail/mailbox-routes.tsx';
import { renderPasswordWanted } from './methods/email-otp/send-sign-in-code.ts';
import { renderAlreadyRegistered } from './methods/password/already-registered-mail.ts';
import { renderResetLink } from './methods/password/reset-mail.ts';
import { renderLockNotice } from './sessions/lock-notice.ts';
import { NOTICE_KINDS, renderSecurityNotice } from './sessions/security-notice.ts';

const to = 'ada@example.com';
const from = 'Firefox on Linux, Vienna, AT (203.0.113.7)';
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
  const link = `${appUrl}/somewhere?token=example`;
  const codeMail = (occasion: string, warning: string) => () =>
    renderCodeMail({ to, appName, occasion, code, codeTtl, from, warning });
  return [
    {
      name: 'verification',
      render: () => renderVerificationMail({ to, appName, link, code, linkTtl, codeTtl, from }),
    },
    {
      name: 'already-registered',
      render: () => renderAlreadyRegistered({ to, appName, appUrl, from }),
    },
    { name: 'sign-in-code', render: codeMail('sign in to', 'If it was not you, do nothing.') },
    { name: 'password-wanted', render: () => renderPasswordWanted({ to, appName, from }) },
    {
      name: 'second-factor',
      render: codeMail('finish signing in to', 'If it was not you, change your password at once.'),
    },
    {
      name: 'reset-link',
      render: () => renderResetLink({ to, appName, link, ttl: passwordResetTtl, from }),
    },
    {
      name: 'reset-code',
      render: codeMail('reset your password for', 'If it was not you, do nothing.'),
    },
    ...LOCKS.map(({ name, ...lock }) => ({
      name,
      render: () =>
        renderLockNotice({
          ...{ to, appName, link, duration: lockout.duration },
          notice: { ...lock, at, from },
        }),
    })),
    { name: 'email-change', render: () => renderEmailChange({ to, appName, from, link }) },
    { name: 'address-in-use', render: () => renderAddressInUse({ to, appName, from }) },
    {
      name: 'email-change-asked',
      render: () => renderEmailNotice({ to, appName, from, link, stage: 'asked', at }),
    },
    {
      name: 'email-changed',
      render: () => renderEmailNotice({ to, appName, from, link, stage: 'done', at }),
    },
    {
      name: 'erased',
      render: () => renderErasureNotice({ appName, notice: { email: to, at, from } }),
    },
    ...NOTICE_KINDS.map((kind) => ({
      name: kind.replaceAll('_', '-'),
      render: () => renderSecurityNotice({ to, appName, notice: { userId: '', kind, at, from } }),
    })),
  ];
}
