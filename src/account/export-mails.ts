import * as z from 'zod';
import { toIso } from '../shared/clock.ts';
import { once } from '../shared/once.ts';
import { outcomeAt } from '../users/mails/mail-outcome.ts';
import type { MailRow } from '../users/mails/table.ts';

/**
 * A mail that was meant for the user; `unknown` means that another try was due and is not known.
 */
export const exportedMail = once(() =>
  z.object({
    kind: z.string().meta({ examples: ['verification'] }),
    outcome: z.enum(['sent', 'retried', 'refused', 'given_up', 'unknown']),
    tries: z.int().meta({ examples: [2] }),
    first_tried_at: z.iso.datetime(),
    last_tried_at: z.iso.datetime(),
  }),
);
type ExportedMail = z.infer<ReturnType<typeof exportedMail>>;

/** Converts a mail for the export. `now` is in epoch milliseconds. */
export const toExportedMail = (mail: MailRow, now: number): ExportedMail => ({
  kind: mail.kind,
  outcome: outcomeAt(mail, now),
  tries: mail.tries,
  first_tried_at: toIso(mail.triedAt),
  last_tried_at: toIso(mail.lastTriedAt),
});
