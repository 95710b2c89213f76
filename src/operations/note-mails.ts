import type { JobEnd, NoteMails } from '../mail/consume-jobs.ts';
import type { WatchedMail } from '../mail/watch-mailer.ts';
import type { Clock } from '../shared/clock.ts';
import { type Log, orLog } from '../shared/log.ts';
import type { MailOutcome } from '../users/mails/mail-outcome.ts';
import type { MailStore } from '../users/mails/mail-store.ts';

type Deps = {
  mails: MailStore;
  /** The mail of a job; null if it sent none. */
  mailOf: (key: string) => WatchedMail | null;
  clock: Clock;
  log: Log;
};

const OUTCOMES: Record<JobEnd['end'], MailOutcome> = {
  done: 'sent',
  refused: 'refused',
  retried: 'retried',
  given_up: 'given_up',
};

/**
 * Creates what keeps the mails of a batch of jobs, in one call of D1. Mails to nobody of ours leave
 * nothing. Never fails: what could not be kept is logged, and is no reason to send a mail again.
 */
export function createNoteMails({ mails, mailOf, clock, log }: Deps): NoteMails {
  return async (ends) => {
    const at = clock();
    const tries = ends.flatMap(({ key: id, end }) => {
      const mail = mailOf(id);
      const { kind, userId = null } = mail?.about ?? {};
      if (kind === undefined || userId === null) return [];
      return [{ id, userId, kind, outcome: mail?.outcome === 'sent' ? 'sent' : OUTCOMES[end], at }];
    });
    if (tries.length > 0) await orLog(log, 'mails_not_noted', mails.note(tries));
  };
}
