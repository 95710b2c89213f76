import type { FieldError } from '../../shared/errors.ts';
import { toNormalForm } from '../../shared/normal-form.ts';
import { passwordTooWeak } from './errors.ts';
import type { EstimateStrength, Weakness } from './password-strength.ts';

/** Maximum length in characters, which bounds hashing (NIST SP 800-63B-4 §3.1.1.2: at least 64). */
export const MAX_PASSWORD_LENGTH = 256;
/** Minimum length in policy `length` (NIST SP 800-63B-4 §3.1.1.2: 15 as the single factor). */
const LENGTH_POLICY_MINIMUM = 15;
/** zxcvbn's "safely unguessable": 10^8 guesses, too many for an attack on one slow hash. */
const MINIMUM_SCORE = 3;
/** Minimum length in characters of a part of a name that counts as a clue. */
const SHORTEST_CLUE = 4;

export type PasswordPolicy = {
  kind: 'composition' | 'length';
  minLength: number;
  /** Names of the service, which attackers try first. */
  serviceWords: string[];
  estimateStrength: EstimateStrength;
};

/** Personal data, which attackers try first. */
export type PersonalClues = {
  email: string;
  username?: string | null | undefined;
  names?: (string | null | undefined)[];
};

const TOO_GUESSABLE: Weakness = {
  code: 'too_guessable',
  message: 'This password is too easy to guess. Make it longer, or use several unrelated words.',
};

type Rule = {
  code: string;
  message: string;
  broken: (password: string) => boolean;
};

const COMPOSITION: Rule[] = [
  {
    code: 'missing_lowercase',
    message: 'Use at least one lower-case letter.',
    broken: (password) => !/\p{Ll}/u.test(password),
  },
  {
    code: 'missing_uppercase',
    message: 'Use at least one upper-case letter.',
    broken: (password) => !/\p{Lu}/u.test(password),
  },
  {
    code: 'missing_digit',
    message: 'Use at least one digit.',
    broken: (password) => !/\p{Nd}/u.test(password),
  },
  {
    code: 'missing_symbol',
    message: 'Use at least one character that is not a letter or digit.',
    broken: (password) => !/[^\p{L}\p{N}]/u.test(password),
  },
];

/**
 * Returns every rule a password breaks. `field` is the body field of the password. Throws
 * `storage_unavailable` if its strength cannot be estimated.
 */
export async function findBrokenRules(
  password: string,
  policy: PasswordPolicy,
  clues: PersonalClues,
  field: string,
): Promise<FieldError[]> {
  const normalized = toNormalForm(password, 'NFKC');
  const minLength = leastLength(policy);
  const length = lengthOf(password);
  const rules: Rule[] = [
    {
      code: 'too_short',
      message: `Use at least ${minLength} characters.`,
      broken: () => length < minLength,
    },
    {
      code: 'too_long',
      message: `Use at most ${MAX_PASSWORD_LENGTH} characters.`,
      broken: () => length > MAX_PASSWORD_LENGTH,
    },
    ...(policy.kind === 'composition' ? COMPOSITION : []),
    {
      code: 'too_similar',
      message: 'This password is too close to your name or address.',
      broken: (candidate) => resembles(candidate, clues),
    },
  ];
  const broken = rules
    .filter((rule) => rule.broken(normalized))
    .map(({ code, message }) => ({ field, code, message }));
  const words = [...wordsOf(clues), ...policy.serviceWords];
  const guessable = await findWeakness(policy, normalized, words);
  // biome-ignore lint/plugin/secret-comparison: codes of rules.
  if (guessable === null || broken.some(({ code }) => code === guessable.code)) return broken;
  // Without a specific reason it adds nothing to the other errors.
  if (guessable === TOO_GUESSABLE && broken.length > 0) return broken;
  return [...broken, { field, ...guessable }];
}

/** Minimum length in characters. */
export const leastLength = ({ kind, minLength }: PasswordPolicy): number =>
  kind === 'length' ? Math.max(minLength, LENGTH_POLICY_MINIMUM) : minLength;

/** The length of a password in characters, as the policy counts. */
export const lengthOf = (password: string): number => [...toNormalForm(password, 'NFKC')].length;

/** Throws `password_too_weak`, which lists every broken rule; `storage_unavailable` as above. */
export async function assertPasswordPolicy(
  password: string,
  policy: PasswordPolicy,
  clues: PersonalClues,
  field: string,
): Promise<void> {
  const errors = await findBrokenRules(password, policy, clues, field);
  if (errors.length > 0) throw passwordTooWeak({ errors });
}

// Null for a password that is hard to guess.
async function findWeakness(
  { estimateStrength }: PasswordPolicy,
  password: string,
  words: string[],
): Promise<Weakness | null> {
  const { score, weakness } = await estimateStrength(password, words);
  if (score >= MINIMUM_SCORE) return null;
  return weakness ?? TOO_GUESSABLE;
}

// A clue with little around it: at least half of the password.
function resembles(password: string, clues: PersonalClues): boolean {
  const candidate = password.toLowerCase();
  return wordsOf(clues).some(
    (clue) =>
      clue.includes(candidate) || (candidate.includes(clue) && clue.length * 2 >= candidate.length),
  );
}

function wordsOf({ email, username, names = [] }: PersonalClues): string[] {
  const [local = '', domain = ''] = email.toLowerCase().split('@');
  return [email, local, ...local.split(/[._+-]/), domain.split('.')[0], username, ...names]
    .map((word) =>
      toNormalForm(word ?? '', 'NFKC')
        .toLowerCase()
        .trim(),
    )
    .filter((word) => word.length >= SHORTEST_CLUE);
}
