import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findBrokenRules } from '../../../src/methods/password/password-policy.ts';

const composition = { kind: 'composition', minLength: 8 } as const;
const length = { kind: 'length', minLength: 8 } as const;
const clues = { email: 'ada.lovelace@example.com', username: 'countess', names: ['Augusta', 'Byron'] };
const codes = async (password: string, policy: typeof composition | typeof length = composition) =>
  (await findBrokenRules(password, policy, clues, 'password')).map(({ code }) => code);

describe('the password policy', () => {
  it.each([
    ['correct-Horse-7-battery', []],
    ['Ab1!', ['too_short']],
    ['alllowercase1!', ['missing_uppercase']],
    ['ALLUPPERCASE1!', ['missing_lowercase']],
    ['NoDigitsHere!', ['missing_digit']],
    ['NoSymbol123', ['missing_symbol']],
    ['Ünïcödé-1', []],
    ['Lovelace-1815', ['too_similar']],
    ['Countess1!', ['too_similar']],
    ['Augusta1!', ['too_similar']],
    ['P@ssw0rd', ['too_common']],
    [`aA1!${'x'.repeat(253)}`, ['too_long']],
  ])('of kinds says of %j: %j', async (password, expected) => {
    expect(await codes(password)).toEqual(expected);
  });

  it('of length asks for fifteen characters of any kind', async () => {
    expect(await codes('correcthorsebattery', length)).toEqual([]);
    expect(await codes('fourteenchars!', length)).toEqual(['too_short']);
    expect(await codes('qwertyuiopasdfghjkl', length)).toEqual([]);
  });

  it('judges any text without falling over', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 300 }), async (password) => {
        expect(Array.isArray(await codes(password))).toBe(true);
      }),
      { numRuns: 100 },
    );
  });
});
