import * as z from 'zod';
import { EXAMPLE_IDS } from '../http/example-values.ts';
import { DEAD_LETTER_LIFE, RETRY_LIFE } from '../mail/dead-letter.ts';
import type { DeadLetterRow } from '../mail/table.ts';
import { toIso, toIsoOrNull } from '../shared/clock.ts';
import { once } from '../shared/once.ts';

/** A dead letter in API responses. What it says is shown to nobody. */
export const deadLetterView = once(() =>
  z
    .object({
      id: z.string().meta({ examples: ['5f1b1e1c9d0a4c7f8a2b3c4d5e6f7a8b'] }),
      queue: z.enum(['jobs', 'ledger']),
      kind: z
        .string()
        .describe('The type of the job; `ledger` or `unreadable` for what is none.')
        .meta({ examples: ['password.registration'] }),
      user_id: z
        .string()
        .nullable()
        .meta({ examples: [EXAMPLE_IDS.user] }),
      state: z
        .enum(['dead', 'retrying'])
        .describe('`retrying`: it was put back on its queue, and was not done yet.'),
      why: z
        .string()
        .nullable()
        .describe('What the last try failed with; null if only the log knows.')
        .meta({ examples: ['Resend answered 422 validation_error'] }),
      deaths: z
        .int()
        .describe('How often it was given up, each time after its tries.')
        .meta({ examples: [2] }),
      died_at: z.iso.datetime(),
      retried_at: z.iso.datetime().nullable(),
      kept_until: z.iso.datetime(),
    })
    .meta({ id: 'DeadLetter' }),
);
export type DeadLetterView = z.infer<ReturnType<typeof deadLetterView>>;

/** Returns the letter as staff see it. `now` in epoch milliseconds. */
export const toDeadLetterView = (letter: DeadLetterRow, now: number): DeadLetterView => {
  const { id, queue, kind, userId, why, deaths, diedAt, retriedAt } = letter;
  const isRetrying = retriedAt !== null && now - retriedAt < RETRY_LIFE;
  return {
    ...{ id, queue, kind, user_id: userId, state: isRetrying ? 'retrying' : 'dead', why, deaths },
    died_at: toIso(diedAt),
    retried_at: toIsoOrNull(retriedAt),
    kept_until: toIso(diedAt + DEAD_LETTER_LIFE),
  };
};

/** What somebody saw of a letter: it differs once it was tried again or given up again. */
export const seenOf = ({ deaths, died_at: died, retried_at: retried }: DeadLetterView): string =>
  [deaths, died, retried].join(' ').trim();

export const deadLettersQuery = z.object({
  cursor: z.string().min(1).max(500).optional().describe('The `next_cursor` of the previous page.'),
  limit: z.coerce.number().int().min(1).max(100).default(50),
});
export const deadLettersAnswer = once(() =>
  z.object({
    dead_letters: z.array(deadLetterView()),
    next_cursor: z.string().nullable(),
  }),
);
export const letterParam = z.object({ id: z.string().regex(/^[\w-]{1,100}$/) });
