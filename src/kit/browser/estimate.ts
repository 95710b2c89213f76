/** Whether a password keeps a rule; `min` is in characters. */
export function keeps(rule: string, password: string, min: number): boolean {
  const text = password.normalize('NFKC');
  if (rule === 'length') return [...text].length >= min;
  if (rule === 'lower') return /\p{Ll}/u.test(text);
  if (rule === 'upper') return /\p{Lu}/u.test(text);
  if (rule === 'digit') return /\p{Nd}/u.test(text);
  return rule === 'symbol' && /[^\p{L}\p{N}]/u.test(text);
}

/** Bits that each level begins at: 2^28 guesses are few for zxcvbn, and 2^60 out of reach. */
const LEVELS = [28, 42, 60];

/**
 * How strong a password looks, from 1 to 4, and 0 for none. Counts kinds of characters and what is
 * not a repetition or a row; knows no dictionary, so it is a hint and nothing more.
 */
export function estimateLevel(password: string): number {
  if (password === '') return 0;
  const bits = countFresh(password) * Math.log2(alphabetOf(password));
  return 1 + LEVELS.filter((least) => bits >= least).length;
}

/**
 * Characters that neither repeat one of the last two nor go on with a row such as `abc` or `321`.
 */
function countFresh(password: string): number {
  const codes = [...password].map((char) => char.toLowerCase().codePointAt(0) ?? 0);
  return codes.filter((code, index) => {
    const [before = -9, twoBefore = -9] = [codes[index - 1], codes[index - 2]];
    const goesOn = Math.abs(code - before) <= 1 && code - before === before - twoBefore;
    // biome-ignore lint/plugin/secret-comparison: the person who types it sees it.
    return !goesOn && code !== before && code !== twoBefore;
  }).length;
}

// Words are likelier than random letters, so letters count for fewer than there are.
const KINDS: [RegExp, number][] = [
  [/\p{Ll}/u, 12],
  [/\p{Lu}/u, 8],
  [/\p{Nd}/u, 6],
  [/[^\p{L}\p{N}]/u, 10],
  [/\p{Lo}/u, 40],
];

function alphabetOf(password: string): number {
  return KINDS.filter(([kind]) => kind.test(password)).reduce((sum, [, size]) => sum + size, 2);
}
