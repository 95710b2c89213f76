import { within } from '../shared/within.ts';
import type { Mailer } from './mail.ts';
import { mailDelayed } from './mail-error.ts';
import { parseSender } from './sender.ts';
import { toSmtpError } from './smtp-error.ts';
import type { SmtpServer } from './smtp-url.ts';
import { createTurns } from './turns.ts';

/** Longest time for one mail, in milliseconds, as for the other providers. */
const TIME_LIMIT = 10_000;
/**
 * Connections at a time. Microsoft 365 allows an account three
 * (https://learn.microsoft.com/exchange/troubleshoot/send-emails/smtp-submission-improvements); a
 * Worker has six, which D1 and KV need too.
 */
const CONNECTIONS = 3;

export type SmtpMailerDeps = {
  server: SmtpServer;
  /** The sender, as `Name <address>` or a bare address. */
  from: string;
  /** Whether a server without STARTTLS is turned away. */
  requireTls: boolean;
  /** Milliseconds. */
  timeLimit?: number;
};

/**
 * Sends through an SMTP server (RFC 5321, RFC 6409). SMTP has no idempotency: a mail whose answer
 * is lost is sent again, with the same `Message-ID`, by which some mailboxes show it once. Throws
 * `MailError`.
 */
export function createSmtpMailer({
  server,
  from,
  requireTls,
  timeLimit = TIME_LIMIT,
}: SmtpMailerDeps): Mailer {
  const sender = parseSender(from) ?? { email: from };
  const clientName = sender.email.slice(sender.email.lastIndexOf('@') + 1);
  const takeTurn = createTurns(CONNECTIONS);
  return ({ to, subject, text, html }, key) =>
    takeTurn(async () => {
      const messageId = `<${key.replaceAll(/[^\w.-]/g, '_')}@${clientName}>`;
      // Most deployments send in another way and never run this library.
      const { openSession } = await import('./smtp-session.ts');
      const session = openSession({ server, requireTls, clientName, patience: timeLimit });
      const delivered = session.deliver({ from: sender, to, subject, text, html, messageId });
      try {
        await within(timeLimit, delivered, () => mailDelayed('SMTP server did not answer in time'));
      } catch (error) {
        throw toSmtpError(error);
      } finally {
        session.end();
      }
    });
}
