import * as z from 'zod';
import { parseSender, senderInAscii } from '../mail/sender.ts';
import { parseSmtpUrl } from '../mail/smtp-url.ts';
import { webUrl } from './kinds.ts';

/** Works only with the mailbox: no provider sends for localhost. */
export const UNSET_SENDER = 'Latchkey <no-reply@localhost>';

/** How mail is sent. */
export const mailSettings = {
  EMAIL_PROVIDER: z
    .enum(['mailbox', 'cloudflare', 'resend', 'sendgrid', 'smtp'])
    .default('mailbox')
    .describe('`mailbox` sends nothing.'),
  EMAIL_FROM: z
    .string()
    .refine((text) => parseSender(text) !== null, 'is neither an address nor `Name <address>`')
    .transform(senderInAscii)
    .default(UNSET_SENDER)
    .meta({ takes: 'address, `Name <address>`' })
    .describe('The sender of mails.'),
  EMAIL_API_KEY: z
    .string()
    .regex(/^[!-~]+$/, 'contains characters that no key has')
    .optional()
    .meta({ secret: true, takes: 'printable ASCII' })
    .describe('The key of Resend or SendGrid.'),
  EMAIL_API_URL: webUrl().optional().describe("Replaces the provider's own URL, for a proxy."),
  SMTP_URL: z
    .string()
    .transform((text, context) => {
      const server = parseSmtpUrl(text);
      if (typeof server !== 'string') return server;
      context.addIssue({ code: 'custom', message: server });
      return z.NEVER;
    })
    .optional()
    .meta({ secret: true, takes: '`smtps://user:password@host:465`' })
    .describe('The server of `smtp`; `smtp://…:587` with STARTTLS.'),
  MAILBOX_SECRET: z
    .string()
    .regex(/^[!-~]{32,}$/, 'must be 32 printable ASCII characters or more, none of them a space')
    .optional()
    .meta({ secret: true, takes: '32 ASCII characters or more' })
    .describe('Opens `/dev/mailbox` outside development (HTTP Basic).'),
};
