import type { Mailer } from './mail.ts';

/** What became of the mail of a job. */
export type MailOutcome = 'sent' | 'refused';

/**
 * The same mailer, which remembers what became of each mail for as long as the batch lasts that it is made for. `outcomeOf`
 * takes the key of the mail, which is the id of its job; null if the job sent none.
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
