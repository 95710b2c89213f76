import type { Mailer } from './mail.ts';

/** The outcome of a job's mail. */
export type MailOutcome = 'sent' | 'refused';

/**
 * Wraps a mailer for one batch and remembers the outcome of each mail. `outcomeOf` takes the key of
 * the mail, which is the id of its job, and returns null if the job sent none.
 */
export function watchMailer(mailer: Mailer): {
  mailer: Mailer;
  outcomeOf: (key: string) => MailOutcome | null;
} {
  const outcomes = new Map<string, MailOutcome>();
  return {
    async mailer(mail, key) {
      outcomes.set(key, 'refused');
      await mailer(mail, key);
      outcomes.set(key, 'sent');
    },
    outcomeOf: (key) => outcomes.get(key) ?? null,
  };
}
