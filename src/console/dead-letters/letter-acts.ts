import * as z from 'zod';
import { letterParam } from '../../admin/dead-letter-view.ts';
import { reasonBody } from '../../admin/route-schemas.ts';

/** What can be done about a message that was given up. */
export const LETTER_ACTS = ['retry', 'drop'] as const;
export type LetterAct = (typeof LETTER_ACTS)[number];

/** The form of an act. `seen` is how the page showed the message. */
export const letterForm = reasonBody.extend({
  act: z.enum(LETTER_ACTS),
  id: letterParam.shape.id,
  seen: z.string().max(100),
});
export type LetterForm = z.output<typeof letterForm>;

type ActWords = {
  title: string;
  /** What follows from it. */
  what: string;
  look: 'go' | 'bad';
  /** What to say once it is done. */
  done: string;
  more: string;
};

export const LETTER_ACT_WORDS: Record<LetterAct, ActWords> = {
  retry: {
    title: 'Try again',
    what: 'It goes back on its queue, once. It leaves this list when it’s done.',
    look: 'go',
    done: 'It’s being tried again.',
    more: 'It leaves this list when it’s done. If it fails again, it’s given up again.',
  },
  drop: {
    title: 'Drop',
    what: 'It’s gone for good, and what it was to do is not done. This can’t be undone.',
    look: 'bad',
    done: 'The message is dropped.',
    more: 'What it was to do is not done.',
  },
};

/** The id of the field of a reason: each form has its own. */
export const reasonIdOf = (act: string, id: string): string => `${act}-${id}`;
