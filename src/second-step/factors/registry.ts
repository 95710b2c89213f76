import type { Method } from '../../step-up/proofs.ts';
import type { Factor, FactorDeps, FactorKind } from './factor.ts';
import { mailedCodeFactor } from './mailed-code.ts';
import { passkeyFactor } from './passkey.ts';
import { passwordFactor } from './password.ts';
import { recoveryCodeFactor } from './recovery-code.ts';
import { totpFactor } from './totp.ts';

/** Every kind of second factor. To add one, add a file in this folder and a line here. */
export const FACTORS: readonly FactorKind[] = [
  mailedCodeFactor,
  passwordFactor,
  totpFactor,
  passkeyFactor,
  recoveryCodeFactor,
];

/** Factors that can be set up during a sign-in. */
export const ENROLLABLE: readonly Method[] = FACTORS.filter(
  ({ enrolPrompt }) => enrolPrompt !== undefined,
).map(({ kind }) => kind);

/** Creates all second factors for one request. */
export const createFactors = (deps: FactorDeps): Factor[] =>
  FACTORS.map(({ create }) => create(deps));

/** Returns the message for the first of `methods`, or else for setting up the first of `enrol`. */
export function promptOf(asked: { methods: readonly Method[]; enrol: readonly Method[] }): string {
  const [method] = asked.methods;
  const [enrol] = asked.enrol;
  const prompt =
    method === undefined
      ? FACTORS.find(({ kind }) => kind === enrol)?.enrolPrompt
      : FACTORS.find(({ kind }) => kind === method)?.prompt;
  return prompt ?? 'Enter your second factor to continue.';
}
