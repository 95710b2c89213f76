import { DAY, HOUR } from '../../shared/clock.ts';

/**
 * What became of a mail: the provider took it; it failed and is tried again; the provider refused
 * it for good; it failed at its last try.
 */
export const MAIL_OUTCOMES = ['sent', 'retried', 'refused', 'given_up'] as const;
export type MailOutcome = (typeof MAIL_OUTCOMES)[number];

/** How long it is known which mails went to a user, in milliseconds. */
export const MAILS_LIFE = 90 * DAY;
/** After how long no further try is to be expected: longer than six take. Milliseconds. */
const TRIES_LIFE = 2 * HOUR;

/** The outcome of a mail as people see it: `unknown` if another try was due and never reported. */
export type ToldOutcome = MailOutcome | 'unknown';

/** Returns what to tell of a mail at a moment (epoch milliseconds). */
export function outcomeAt(
  mail: { outcome: MailOutcome; lastTriedAt: number },
  now: number,
): ToldOutcome {
  const isOverdue = mail.outcome === 'retried' && now - mail.lastTriedAt > TRIES_LIFE;
  return isOverdue ? 'unknown' : mail.outcome;
}
