import type { FieldError } from '../../shared/errors.ts';
import { passwordTooWeak } from './errors.ts';
import { estimateStrength, type Weakness } from './password-strength.ts';

/** Longest password, in characters, so that hashing a body is bounded (NIST SP 800-63B-4 §3.1.1.2 asks for at least 64). */
export const MAX_PASSWORD_LENGTH = 256;
/** Shortest password where length is all that is asked (NIST SP 800-63B-4 §3.1.1.2: 15 as the single factor). */
const LENGTH_POLICY_MINIMUM = 15;
/** zxcvbn's "safely unguessable": at least 10^8 guesses, too many for an attack on one slow hash. */
const MINIMUM_SCORE = 3;
/** Parts of a person's names shorter than this are no clue. */
const SHORTEST_CLUE = 4;

export type PasswordPolicy = {
  kind: 'composition' | 'length';
  minLength: number;
  /** Names of the service, which guessers try first. */
  serviceWords: string[];
};

/** What is known of a person, which a guesser would try first. */
export type PersonalClues = {
  email: string;
  username?: string | null | undefined;
  names?: (string | null | undefined)[];
};

const TOO_GUESSABLE: Weakness = {
  code: 'too_guessable',
  message: 'It is too easy to guess. Make it longer, or use several unrelated words.',
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
    message: 'Use at least one character that is neither letter nor digit.',
    broken: (password) => !/[^\p{L}\p{N}]/u.test(password),
  },
];

/** Every rule that a password breaks, empty for a good one. `field` names it in the answer. */
export async function findBrokenRules(
  password: string,
  policy: PasswordPolicy,
  clues: PersonalClues,
  field: string,
): Promise<FieldError[]> {
  const normalized = password.normalize('NFKC');
  const minLength =
    policy.kind === 'length' ? Math.max(policy.minLength, LENGTH_POLICY_MINIMUM) : policy.minLength;
  const length = [...normalized].length;
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
      message: 'It is too close to your name or address.',
      broken: (candidate) => resembles(candidate, clues),
    },
  ];
  const broken = rules
    .filter((rule) => rule.broken(normalized))
    .map(({ code, message }) => ({ field, code, message }));
  const words = [...wordsOf(clues), ...policy.serviceWords];
  const guessable = await findWeakness(normalized, words);
  if (guessable === null || broken.some(({ code }) => code === guessable.code)) return broken;
  // Without a reason it only adds to what is said already.
  if (guessable === TOO_GUESSABLE && broken.length > 0) return broken;
  return [...broken, { field, ...guessable }];
}

/** Throws `password_too_weak` that names every broken rule. */
export async function assertPasswordPolicy(
  password: string,
  policy: PasswordPolicy,
  clues: PersonalClues,
  field: string,
): Promise<void> {
  const errors = await findBrokenRules(password, policy, clues, field);
  if (errors.length > 0) throw passwordTooWeak({ errors });
}

// What makes a password easy to guess; null if it is hard to.
async function findWeakness(password: string, words: string[]): Promise<Weakness | null> {
  const { score, weakness } = await estimateStrength(password, words);
  if (score >= MINIMUM_SCORE) return null;
  return weakness ?? TOO_GUESSABLE;
}

// A password that is a clue with little around it: what is left without the clue would be too short to stand alone.
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
    .map((word) => (word ?? '').normalize('NFKC').toLowerCase().trim())
    .filter((word) => word.length >= SHORTEST_CLUE);
}
