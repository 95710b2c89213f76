import type { Method } from '../policy.ts';
import type { Factor, FactorDeps, FactorKind } from './factor.ts';
import { mailedCodeFactor } from './mailed-code.ts';
import { passwordFactor } from './password.ts';

/** Every kind of second factor. One more is a file beside this one, and a line here. */
export const FACTORS: readonly FactorKind[] = [mailedCodeFactor, passwordFactor];

/** What somebody can set up on the way in. */
export const ENROLLABLE: readonly Method[] = FACTORS.filter(
  ({ enrolPrompt }) => enrolPrompt !== undefined,
).map(({ kind }) => kind);

/** All second factors, made for one request. */
export const createFactors = (deps: FactorDeps): Factor[] =>
  FACTORS.map(({ create }) => create(deps));

/** What an answer says to somebody who is asked for the first of `methods`, or has to set up the first of `enrol`. */
export function promptOf(asked: { methods: readonly Method[]; enrol: readonly Method[] }): string {
  const [method] = asked.methods;
  const [enrol] = asked.enrol;
  const prompt =
    method === undefined
      ? FACTORS.find(({ kind }) => kind === enrol)?.enrolPrompt
      : FACTORS.find(({ kind }) => kind === method)?.prompt;
  return prompt ?? 'Give your second factor to go on.';
}
