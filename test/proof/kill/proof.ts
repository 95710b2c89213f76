import { codeAt, stepAt } from '../../../src/second-step/totp/one-time-passwords.ts';
import type { Authenticator } from '../../support/virtual-authenticator.ts';
import type { Seeded } from '../seeded.ts';

/** What somebody proves a sign-in with, beside the password. */
export type Factors = {
  authenticator: Authenticator;
  /** Not used yet. */
  recoveryCodes: string[];
  /** Of their authenticator app, if they have one. */
  secret: Uint8Array | null;
  /** The latest time step whose code was used. */
  lastStep: number;
};

/** A proof; `isGood` while nothing but a use can make it wrong. */
export type Proof = { kind: string; json: object; isGood: () => boolean };
type RequestOptions = Parameters<Authenticator['get']>[0];

/**
 * Tries at codes, of the ten in an hour (`guard/lanes.ts`), after which only the passkey is used,
 * which nobody guesses. It leaves room for a code that is sent again because its answer got lost.
 */
const MOST_TRIES = 8;

/** Makes a proof by a factor that is chosen at random, and that was not used before. */
export async function makeProof(
  factors: Factors,
  { random, proofsTried }: { random: Seeded; proofsTried: number },
  options: unknown,
): Promise<Proof> {
  const { authenticator, recoveryCodes, secret } = factors;
  const dice = proofsTried > MOST_TRIES ? 2 : random.below(3);
  const recovery_code = dice === 0 ? recoveryCodes.pop() : undefined;
  if (recovery_code !== undefined)
    return { kind: 'recovery code', json: { recovery_code }, isGood: () => true };
  // That of the next step: it is good for longest.
  const step = stepAt(Date.now()) + 1;
  if (dice === 1 && secret !== null && step > factors.lastStep) {
    factors.lastStep = step;
    const json = { otp: await codeAt(secret, step) };
    return { kind: 'code of an app', json, isGood: () => stepAt(Date.now()) <= step + 1 };
  }
  const credential = await authenticator.get(options as RequestOptions);
  return { kind: 'passkey', json: { credential }, isGood: () => true };
}
