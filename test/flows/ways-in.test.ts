import { decodeJwt } from 'jose';
import { describe, expect, it } from 'vitest';
import { amrOf, kindsOf, type Proof } from '../../src/step-up/proofs.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';
import {
  ENROLMENTS,
  type Gift,
  give,
  later,
  type Method,
  type Person,
  personWith,
  type Step,
  WAYS,
} from '../support/ways-in.ts';

const ACCOUNTS: Gift[][] = [
  [],
  ['mailed_code'],
  ['totp'],
  ['passkey'],
  ['totp', 'mailed_code'],
  ['passkey', 'mailed_code'],
  ['passkey', 'no_password'],
  ['totp', 'no_password'],
  ['no_password'],
];
const POLICIES = ['off', 'enrolled', 'always'] as const;
const CASES = ACCOUNTS.flatMap((gifts) =>
  POLICIES.map((policy) => [gifts.join(' and ') || 'a password', policy, gifts] as const),
);

const hasPossession = (gifts: readonly Gift[]) =>
  gifts.some((gift) => gift === 'totp' || gift === 'passkey');
const isDue = (gifts: readonly Gift[], policy: string) =>
  policy === 'always' ||
  (policy === 'enrolled' && (gifts.includes('mailed_code') || hasPossession(gifts)));

/** Whether proofs may open an account, by the contract's words. */
function isEnough(gifts: readonly Gift[], policy: string, given: readonly Proof[]): boolean {
  if (!isDue(gifts, policy)) return true;
  if (kindsOf(given).size < 2) return false;
  if (!hasPossession(gifts) || kindsOf(given).has('possession')) return true;
  return gifts.includes('mailed_code') && given.join(' ') === 'password email_otp';
}

const METHODS: Method[] = ['email_otp', 'password', 'totp', 'passkey', 'recovery_code'];

/** The answer to a way in; null for those who cannot take it. */
async function begin(app: TestApp, person: Person, way: string): Promise<Step | null> {
  later(app);
  const answer = (await WAYS[way]?.take(app, person)) ?? null;
  return answer && ((await answer.json()) as Step);
}

const askedBy = ({ methods = [], enrol = [] }: Step): Method[] => [...methods, ...enrol];

/** Gives a second proof, or sets one up; returns the access token, if any. */
async function follow(
  app: TestApp,
  person: Person,
  { step, method }: { step: Step; method: Method },
): Promise<string | undefined> {
  const answer = step.enrol?.includes(method)
    ? await ENROLMENTS[method]?.(app, person, step)
    : await give(app, person, step, method);
  return answer && ((await answer.json()) as Step).access_token;
}

type Walked = { given: Proof[]; token: string | undefined; choices: number };

/**
 * Walks one way in, by the second proof of this index; `choices` is how many there are. Null if it
 * is no way in for this account.
 */
async function walk(
  { policy, gifts }: { policy: string; gifts: readonly Gift[] },
  way: string,
  choice: number,
): Promise<Walked | null> {
  const app = createTestApp({ env: { LOGIN_SECOND_FACTOR: policy } });
  const person = await personWith(app, gifts);
  const step = await begin(app, person, way);
  const first = WAYS[way]?.proof;
  if (step === null || first === undefined) return null;
  if (step.access_token !== undefined)
    return { given: [first], token: step.access_token, choices: 1 };
  const asked = askedBy(step);
  const [method] = asked.slice(choice);
  if (method === undefined) return null;
  // What was not asked for opens nothing, and does not end the sign-in.
  for (const other of METHODS.filter((one) => !asked.includes(one)))
    expect(await follow(app, person, { step, method: other })).toBeUndefined();
  const token = await follow(app, person, { step, method });
  return { given: [first, method], token, choices: asked.length };
}

describe('an account', () => {
  it.each(CASES)('with %s, policy %s, opens to what is enough', async (_, policy, gifts) => {
    let walked = 0;
    for (const way of Object.keys(WAYS))
      for (let choice = 0, choices = 1; choice < choices; choice++) {
        const walking = await walk({ policy, gifts }, way, choice);
        if (walking === null) break;
        walked++;
        choices = walking.choices;
        const { given, token } = walking;
        const where = `${way}: ${given.join(', ')}`;
        expect([where, token === undefined]).toEqual([where, false]);
        expect([where, isEnough(gifts, policy, given)]).toEqual([where, true]);
        const { amr, acr } = decodeJwt(token ?? '');
        expect([where, amr]).toEqual([where, amrOf(given)]);
        expect([where, acr]).toEqual([where, kindsOf(given).size >= 2 ? 'aal2' : 'aal1']);
      }
    expect(walked).toBeGreaterThanOrEqual(2);
  });
});

describe('the mailbox of somebody with an authenticator app', () => {
  it('opens nothing by itself, a reset included', async () => {
    const app = createTestApp();
    const person = await personWith(app, ['totp']);
    delete person.device;
    const steps: Step[] = [];
    for (const way of ['mailed code', 'mailed link', 'password reset', 'password']) {
      const step = await begin(app, person, way);
      if (step !== null) steps.push(step);
    }
    expect(steps).toHaveLength(4);
    for (const step of steps) {
      expect(step).toMatchObject({ otp_required: true });
      expect(step).not.toHaveProperty('access_token');
      expect(step).not.toHaveProperty('enrol');
      expect(step.methods.toSorted()).toEqual(['recovery_code', 'totp']);
      later(app);
      await app.auth.otp.request.$post({ json: { email: person.email } });
      await app.lastMail(person.email);
      for (const method of ['email_otp', 'password'] as const)
        expect(await follow(app, person, { step, method })).toBeUndefined();
      for (const enrol of Object.values(ENROLMENTS)) {
        const answer = await enrol(app, person, step).catch(() => null);
        expect(answer?.ok ?? false).toBe(false);
      }
    }
  });
});
