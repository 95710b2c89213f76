import { type Config, configurationError } from '../config.ts';
import { createCloudflareMailer } from '../mail/cloudflare-mailer.ts';
import type { Mailer } from '../mail/mail.ts';
import { createResendMailer } from '../mail/resend-mailer.ts';
import { createSendgridMailer } from '../mail/sendgrid-mailer.ts';
import { createSmtpMailer } from '../mail/smtp-mailer.ts';

type MailerPorts = { binding: SendEmail; toMailbox: Mailer; fetch: typeof globalThis.fetch };

/** Returns the mailer that `EMAIL_PROVIDER` names. */
export function chooseMailer(
  { emailProvider, emailFrom: from, emailApiKey: apiKey, emailApiUrl: url, smtp }: Config,
  { binding, toMailbox, fetch }: MailerPorts,
): Mailer {
  switch (emailProvider) {
    case 'mailbox':
      return toMailbox;
    case 'cloudflare':
      return createCloudflareMailer({ binding, from });
    case 'resend':
      return createResendMailer({ from, apiKey, url, fetch });
    case 'sendgrid':
      return createSendgridMailer({ from, apiKey, url, fetch });
    case 'smtp':
      if (smtp === null) throw configurationError();
      return createSmtpMailer({ ...smtp, from });
  }
}
