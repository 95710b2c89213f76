import { describe, expect, it } from 'vitest';
import { ENROLLABLE, FACTORS, promptOf } from '../../src/second-step/factors/registry.ts';
import { stepAfter } from '../../src/second-step/step-after.ts';
import { METHODS } from '../../src/step-up/proofs.ts';
import type { User } from '../../src/users/user.ts';

const userWith = (factors: string[], passwordHash: string | null = 'x') =>
  ({ passwordHash, factors }) as User;

describe('the step after a proof', () => {
  it.each([
    ['nothing without a factor', [], 'x', ['password'], { kind: 'done' }],
    [
      'the code that was switched on',
      ['email_otp'],
      'x',
      ['password'],
      { kind: 'prove', methods: ['email_otp'] },
    ],
    [
      'a factor of a later version, which nobody can give, rather than nothing',
      ['totp'],
      'x',
      ['password'],
      { kind: 'prove', methods: ['totp'] },
    ],
    [
      'what can be set up where there is nothing',
      ['email_otp'],
      null,
      ['email_otp'],
      { kind: 'enrol', methods: ['password', 'totp', 'passkey'] },
    ],
  ] as const)('is %s', (_what, factors, hash, given, step) => {
    expect(stepAfter(userWith([...factors], hash), 'enrolled', given)).toEqual(step);
  });
});

describe('the registry of factors', () => {
  it('has each kind once, as a policy method, with a factor of that kind', () => {
    const kinds = FACTORS.map(({ kind }) => kind);
    expect(new Set(kinds).size).toBe(kinds.length);
    expect(METHODS).toEqual(expect.arrayContaining(kinds));
    expect(FACTORS.map(({ create }) => create({} as never).kind)).toEqual(kinds);
    expect(kinds).toEqual(expect.arrayContaining([...ENROLLABLE]));
  });

  it('prompts for the first method asked for', () => {
    for (const { kind, prompt, enrolPrompt } of FACTORS) {
      expect(promptOf({ methods: [kind, 'totp'], enrol: [] })).toBe(prompt);
      if (enrolPrompt !== undefined)
        expect(promptOf({ methods: [], enrol: [kind] })).toBe(enrolPrompt);
    }
    expect(promptOf({ methods: [], enrol: [] })).toBe('Enter your second factor to continue.');
  });
});
