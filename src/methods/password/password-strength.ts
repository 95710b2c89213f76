import type { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { type DictionaryPlace, readDictionary } from './password-dictionary.ts';

/**
 * How hard a password is to guess, from 0 (at once) to 4, and its main weakness, if there is one.
 */
export type Strength = { score: number; weakness: Weakness | null };
export type Weakness = { code: string; message: string };

/** Characters that are examined: 256 hostile ones take 190 ms, and 64 are enough. */
const EXAMINED = 64;
/** Maximum number of words of the user and the service. */
const MOST_WORDS = 32;

const common = weakness('too_common', 'This is, or starts with, one of the most common passwords.');
const keys = weakness('keyboard_pattern', 'Adjacent keys are easy to guess.');
const repeat = weakness('repeats', 'Repeating a character or a group of them adds little.');
const date = weakness('date', 'Dates and years are easy to guess.');
const WEAKNESSES: Record<string, Weakness> = {
  straightRow: keys,
  keyPattern: keys,
  simpleRepeat: repeat,
  extendedRepeat: repeat,
  sequences: weakness('sequence', 'Sequences such as abc or 6543 are easy to guess.'),
  recentYears: date,
  dates: date,
  topTen: common,
  topHundred: common,
  common,
  similarToCommon: common,
  wordByItself: weakness('single_word', 'A single word is easy to guess. Use several.'),
  userInputs: weakness(
    'too_similar',
    'This password is too close to your name, your address or the name of this service.',
  ),
};

function weakness(code: string, message: string): Weakness {
  return { code, message };
}

// By the assets that its dictionary is from: an isolate has one. The value is kept, not the
// promise: the promise of an aborted request would never settle for others, and a failure must not
// last.
const made = new WeakMap<object, ZxcvbnFactory>();

// At the first use: reading and sorting the dictionary takes longer than most requests.
async function load(place: DictionaryPlace): Promise<ZxcvbnFactory> {
  const [{ ZxcvbnFactory }, { dictionary, graphs }] = await Promise.all([
    import('@zxcvbn-ts/core'),
    readDictionary(place),
  ]);
  const estimator =
    made.get(place.assets) ?? new ZxcvbnFactory({ dictionary, graphs, maxLength: EXAMINED });
  made.set(place.assets, estimator);
  return estimator;
}

/**
 * Estimates how hard a password is to guess for an attacker who knows `words`: the names of the
 * user and the service. Throws `storage_unavailable` if the dictionary cannot be read.
 */
export type EstimateStrength = (password: string, words: string[]) => Promise<Strength>;

/**
 * The estimator is zxcvbn (Wheeler, USENIX Security 2016), with its list of 49,000 common
 * passwords.
 */
export const createEstimateStrength =
  (place: DictionaryPlace): EstimateStrength =>
  async (password, words) => {
    const estimator = made.get(place.assets) ?? (await load(place));
    const examined = password.slice(0, EXAMINED);
    const { score, feedback } = estimator.check(examined, words.slice(0, MOST_WORDS));
    return { score, weakness: WEAKNESSES[feedback.warning ?? ''] ?? null };
  };
