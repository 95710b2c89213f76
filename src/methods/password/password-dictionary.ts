import * as z from 'zod';
import { SECOND } from '../../shared/clock.ts';
import { storageUnavailable } from '../../shared/errors.ts';
import type { Timer } from '../../shared/timer.ts';
import { within } from '../../shared/within.ts';

/** The static asset that `cli/prepare-static.ts` makes. No route leads to it. */
export const DICTIONARY_FILE = 'password-dictionary.json';
/** Milliseconds for reading 580 KB from the data centre itself; an answer is due within 5 s. */
const PATIENCE = 3 * SECOND;
/** Fewer are not the list: a weaker check must not pass for the whole one. */
const LEAST_PASSWORDS = 40_000;

const dictionarySchema = z.object({
  /** Which keys are next to each other, by layout. */
  graphs: z.record(z.string(), z.record(z.string(), z.array(z.string().nullable()))),
  /** Words, the most frequent first. */
  dictionary: z.object({
    'passwords-common': z.array(z.string()).min(LEAST_PASSWORDS),
    'diceware-common': z.array(z.string()).min(1),
  }),
});
export type PasswordDictionary = z.infer<typeof dictionarySchema>;

export type DictionaryPlace = {
  assets: Pick<Fetcher, 'fetch'>;
  /** What says that reading it hangs; the system's by default. */
  timer?: Timer | undefined;
};

/**
 * Reads the dictionary from the static assets. Throws `storage_unavailable` if they fail, hang or
 * lack it, with the cause for the log: nothing is judged without it.
 */
export async function readDictionary({
  assets,
  timer,
}: DictionaryPlace): Promise<PasswordDictionary> {
  const tooLate = () => new Error('the static assets hang');
  try {
    // Only what may hang has a deadline: a busy machine may take its time with the rest.
    const text = await within(PATIENCE, fetchDictionary(assets), tooLate, timer);
    return dictionarySchema.parse(JSON.parse(text));
  } catch (cause) {
    throw storageUnavailable({ retryAfter: 2, cause });
  }
}

async function fetchDictionary(assets: DictionaryPlace['assets']): Promise<string> {
  // The binding looks at the path alone.
  const answer = await assets.fetch(`https://assets.invalid/${DICTIONARY_FILE}`);
  if (!answer.ok) throw new Error(`the asset ${DICTIONARY_FILE} has status ${answer.status}`);
  return answer.text();
}
