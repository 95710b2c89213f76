import type { Mailer } from './mail.ts';
import type { MailAbout } from './mail-kind.ts';

/** The outcome of a job's mail. */
type MailOutcome = 'sent' | 'refused';
/** A job's mail, as far as it may be told. */
export type WatchedMail = { outcome: MailOutcome; about: MailAbout | null };

/**
 * Wraps a mailer for one batch and remembers what became of each mail. `mailOf` takes the key of
 * the mail, which is the id of its job, and returns null if the job sent none. What is kept of a
 * mail is kept from the provider.
 */
export function watchMailer(mailer: Mailer): {
  mailer: Mailer;
  mailOf: (key: string) => WatchedMail | null;
} {
  const mails = new Map<string, WatchedMail>();
  return {
    async mailer({ about = null, ...mail }, key) {
      mails.set(key, { about, outcome: 'refused' });
      await mailer(mail, key);
      mails.set(key, { about, outcome: 'sent' });
    },
    mailOf: (key) => mails.get(key) ?? null,
  };
}
