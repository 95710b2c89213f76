import { within } from '../shared/within.ts';
import type { Mailer } from './mail.ts';
import { type MailError, mailDelayed, mailRefused, OPERATOR_PAUSE } from './mail-error.ts';
import { MAIL_HEADERS } from './mail-headers.ts';
import { parseSender } from './sender.ts';

/** Longest wait for the binding, in milliseconds. */
const TIME_LIMIT = 10_000;

/**
 * Refusals of the mail itself.
 * https://developers.cloudflare.com/email-service/api/send-emails/workers-api/#error-codes
 */
const PERMANENT = new RegExp(
  `^E_(${[
    'VALIDATION_ERROR',
    'FIELD_MISSING',
    String.raw`TOO_MANY_\w+`,
    'CONTENT_TOO_LARGE',
    'RECIPIENT_NOT_ALLOWED',
    'RECIPIENT_SUPPRESSED',
    String.raw`HEADERS?_\w+`,
  ].join('|')})$`,
);
/** Errors that the operator fixes: a domain not set up for sending, an exhausted limit. */
const FOR_THE_OPERATOR =
  /^E_(SENDER_NOT_VERIFIED|SENDER_DOMAIN_NOT_AVAILABLE|DAILY_LIMIT_EXCEEDED)$/;

export type CloudflareMailerDeps = {
  binding: Pick<SendEmail, 'send'>;
  /** The sender, as `Name <address>` or a bare address. */
  from: string;
  /** Milliseconds. */
  timeLimit?: number;
};

/**
 * Sends through Cloudflare's Email Service binding. The binding has no idempotency: a mail whose
 * response is lost is sent again. Throws `MailError`.
 */
export function createCloudflareMailer({
  binding,
  from,
  timeLimit = TIME_LIMIT,
}: CloudflareMailerDeps): Mailer {
  return async ({ to, subject, text, html }) => {
    const { email, name } = parseSender(from) ?? { email: from };
    const sender = name === undefined ? email : { email, name };
    const message = { from: sender, to, subject, text, html, headers: MAIL_HEADERS };
    await within(timeLimit, binding.send(message).catch(rethrow), () =>
      mailDelayed('Cloudflare did not answer'),
    );
  };
}

function rethrow(error: unknown): never {
  throw toMailError(error);
}

// Messages of the binding may repeat addresses, so only the code is kept. Errors without a code are
// treated as temporary.
function toMailError(error: unknown): MailError {
  const given =
    typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
  const code = /^E_[A-Z_]{1,60}$/.test(given) ? given : 'an error without a code';
  const message = `Cloudflare answered ${code}`;
  if (PERMANENT.test(code)) return mailRefused(message);
  return mailDelayed(message, { retryAfter: FOR_THE_OPERATOR.test(code) ? OPERATOR_PAUSE : 0 });
}
