import type { FieldError } from '../../kit/notice.tsx';
import {
  leastLength,
  lengthOf,
  MAX_PASSWORD_LENGTH,
  type PasswordPolicy,
} from '../../methods/password/password-policy.ts';
import type { Words } from '../../words/words.ts';

/** What a new password has to be: the policy, and how many former ones are refused. */
export type PasswordRules = { policy: PasswordPolicy; history?: number };

/** A rule in words. The page's script judges those with a `rule`; `least` is in characters. */
export type RuleInWords = { text: string; rule?: string; least?: number };

/** Returns the rules of a new password in words, to be read before one is broken. */
export function rulesInWords(
  { password: { rules } }: Words,
  { policy, history = 0 }: PasswordRules,
): RuleInWords[] {
  const least = leastLength(policy);
  const composition = [
    { rule: 'lower', text: rules.lower },
    { rule: 'upper', text: rules.upper },
    { rule: 'digit', text: rules.digit },
    { rule: 'symbol', text: rules.symbol },
  ];
  return [
    { rule: 'length', least, text: rules.length(least) },
    ...(policy.kind === 'composition' ? composition : []),
    { text: rules.secret },
    ...(history > 0 ? [{ text: rules.history(history) }] : []),
  ];
}

/** Returns what is wrong with a new password in words, by the code of the rule that it breaks. */
export function problemInWords(
  { password: { problems } }: Words,
  code: string,
  { policy, typed }: { policy: PasswordPolicy; typed: string },
): string {
  if (code === 'too_short') return problems.too_short(leastLength(policy), lengthOf(typed));
  if (code === 'too_long') return problems.too_long(MAX_PASSWORD_LENGTH);
  const known: Record<string, unknown> = problems;
  const words = Object.hasOwn(problems, code) ? known[code] : undefined;
  return typeof words === 'string' ? words : problems.other;
}

/** Returns broken rules as errors of fields, in words. */
export const passwordErrors = (
  words: Words,
  broken: readonly { field: string; code: string }[],
  context: { policy: PasswordPolicy; typed: string },
): FieldError[] =>
  broken.map(({ field, code }) => ({ field, message: problemInWords(words, code, context) }));
