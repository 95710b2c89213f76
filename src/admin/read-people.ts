import * as z from 'zod';
import { validationError } from '../http/errors.ts';
import type { MarkedPerson } from '../users/erasure-marks.ts';

/** At most 1,000 KV keys in ten reads, well below the limit of one invocation. */
const MOST_PEOPLE = 500;
const peopleText = z
  .string()
  .transform((text, context) => {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      context.addIssue({ code: 'custom', message: 'is not JSON' });
      return z.NEVER;
    }
  })
  .pipe(z.array(z.object({ id: z.string(), emailNormalized: z.string() })).max(MOST_PEOPLE));

/** Parses a JSON list of people to look up. Throws `validation_error`. */
export function readPeople(text: string): MarkedPerson[] {
  const people = peopleText.safeParse(text).data;
  if (people === undefined) throw validationError({ detail: 'This is not a list of people.' });
  return people;
}
