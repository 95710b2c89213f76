import type { FieldError } from '../../kit/notice.tsx';
import type { PasswordRule } from '../../kit/password-hints.tsx';
import {
  leastLength,
  lengthOf,
  MAX_PASSWORD_LENGTH,
  type PasswordPolicy,
} from '../../methods/password/password-policy.ts';
import type { Words } from '../../words/words.ts';

/** What a new password has to be: the policy, and how many former ones are refused. */
export type PasswordRules = { policy: PasswordPolicy; history?: number };

/** Returns the rules of a new password in words, to be read before one is broken. */
export function rulesInWords(
  { password: { rules } }: Words,
  { policy, history = 0 }: PasswordRules,
): PasswordRule[] {
  const min = leastLength(policy);
  const composition: PasswordRule[] = [
    { kind: 'lower', text: rules.lower },
    { kind: 'upper', text: rules.upper },
    { kind: 'digit', text: rules.digit },
    { kind: 'symbol', text: rules.symbol },
  ];
  return [
    { kind: 'length', min, text: rules.length(min) },
    ...(policy.kind === 'composition' ? composition : []),
    { kind: 'server', text: rules.secret },
    ...(history > 0 ? [{ kind: 'server' as const, text: rules.history(history) }] : []),
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

/**
 * Returns broken rules as errors of fields, in words: one for each field, since the rules stand
 * above it.
 */
export function passwordErrors(
  words: Words,
  broken: readonly { field: string; code: string }[],
  context: { policy: PasswordPolicy; typed: string },
): FieldError[] {
  const fields = [...new Set(broken.map(({ field }) => field))];
  return fields.map((field) => {
    const [{ code = 'other' } = {}, ...others] = broken.filter((one) => one.field === field);
    const told = others.length > 0 ? 'several' : code;
    return { field, message: problemInWords(words, told, context) };
  });
}
