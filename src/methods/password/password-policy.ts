import type { FieldError } from '../../shared/errors.ts';
import { isCommonPassword } from './common-passwords.ts';
import { passwordTooWeak } from './errors.ts';

/** Longest password, in characters, so that hashing a body is bounded (NIST SP 800-63B-4 §3.1.1.2 asks for at least 64). */
export const MAX_PASSWORD_LENGTH = 256;
/** Shortest password where length is all that is asked (NIST SP 800-63B-4 §3.1.1.2: 15 as the single factor). */
const LENGTH_POLICY_MINIMUM = 15;
/** Parts of a person's names shorter than this are no clue. */
const SHORTEST_CLUE = 4;

export type PasswordPolicy = {
  kind: 'composition' | 'length';
  minLength: number;
};

/** What is known of a person, which a guesser would try first. */
export type PersonalClues = {
  email: string;
  username?: string | null | undefined;
  names?: (string | null | undefined)[];
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
  if (await isCommonPassword(normalized))
    broken.push({
      field,
      code: 'too_common',
      message: 'It is on every list of common passwords.',
    });
  return broken;
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

// A password that is a clue with little around it: what is left without the clue would be too short to stand alone.
function resembles(password: string, { email, username, names = [] }: PersonalClues): boolean {
  const candidate = password.toLowerCase();
  const [local = '', domain = ''] = email.toLowerCase().split('@');
  const clues = [email, local, ...local.split(/[._+-]/), domain.split('.')[0], username, ...names]
    .map((clue) => (clue ?? '').normalize('NFKC').toLowerCase().trim())
    .filter((clue) => clue.length >= SHORTEST_CLUE);
  return clues.some(
    (clue) =>
      clue.includes(candidate) || (candidate.includes(clue) && clue.length * 2 >= candidate.length),
  );
}
