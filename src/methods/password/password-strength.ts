import type { ZxcvbnFactory } from '@zxcvbn-ts/core';

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

// Loaded on first use: unpacking the dictionary takes longer than most requests. The value is kept,
// not the promise: the promise of an aborted request would never settle for others.
let estimator: ZxcvbnFactory | undefined;

async function load(): Promise<ZxcvbnFactory> {
  const [{ ZxcvbnFactory }, { adjacencyGraphs, dictionary }] = await Promise.all([
    import('@zxcvbn-ts/core'),
    import('@zxcvbn-ts/language-common'),
  ]);
  return new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs, maxLength: EXAMINED });
}

/**
 * Estimates how hard a password is to guess for an attacker who knows `words`: the names of the
 * user and the service. The estimator is zxcvbn (Wheeler, USENIX Security 2016), with its list of
 * 49,000 common passwords.
 */
export async function estimateStrength(password: string, words: string[]): Promise<Strength> {
  estimator ??= await load();
  const examined = password.slice(0, EXAMINED);
  const { score, feedback } = estimator.check(examined, words.slice(0, MOST_WORDS));
  return { score, weakness: WEAKNESSES[feedback.warning ?? ''] ?? null };
}
