import { env } from 'cloudflare:workers';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  assertPasswordPolicy,
  findBrokenRules,
  MAX_PASSWORD_LENGTH,
  type PasswordPolicy,
  type PersonalClues,
} from '../../../src/methods/password/password-policy.ts';
import { createEstimateStrength } from '../../../src/methods/password/password-strength.ts';

const composition: PasswordPolicy = {
  kind: 'composition',
  minLength: 8,
  serviceWords: ['latchkey'],
  estimateStrength: createEstimateStrength({ assets: env.ASSETS }),
};
const length: PasswordPolicy = { ...composition, kind: 'length' };
const nobody: PersonalClues = { email: 'x@y.z' };
const ada: PersonalClues = {
  email: 'ada.lovelace@analytical.example',
  username: 'countess',
  names: ['Ada', 'Augusta', null, '', 'Bob'],
};

async function codes(password: string, policy = composition, clues = nobody): Promise<string[]> {
  return (await findBrokenRules(password, policy, clues, 'password')).map(({ code }) => code);
}

describe('the password policy', () => {
  it.each([
    ['Password1!', 'too_common'],
    ['Welcome1!', 'too_common'],
    ['P@ssw0rd1', 'too_common'],
    ['Qwerty123!', 'too_common'],
    ['Latchkey1!', 'too_similar'],
    ['Dragon#1', 'too_common'],
    ['Sunshine-2024', 'too_common'],
    ['1qaz@WSX', 'too_common'],
    ['Zaq12wsx!', 'too_common'],
  ])('rejects the common password %o: %s', async (password, code) => {
    expect(await codes(password)).toContain(code);
  });

  it.each([
    ['Tr0ub4dor&3x', []],
    ['Ünï-cödé-7', []],
    ['Пароль-семь-7', []],
    ['Tr0ub4&', ['too_short']],
    ['🔑🔑🔑🔑aA1', ['too_short', 'repeats']],
    ['tr0ub4dor&3x', ['missing_uppercase']],
    ['TR0UB4DOR&3X', ['missing_lowercase']],
    ['Troubador&xyz', ['missing_digit']],
    ['Tr0ub4dor3xyz', ['missing_symbol']],
    ['Tr0ub4dor 3xyz', []],
    [
      '',
      [
        'too_short',
        'missing_lowercase',
        'missing_uppercase',
        'missing_digit',
        'missing_symbol',
        'too_similar',
      ],
    ],
    ['P@ssw0rd', ['too_common']],
    ['password', ['missing_uppercase', 'missing_digit', 'missing_symbol', 'too_common']],
    ['PASSWORD', ['missing_lowercase', 'missing_digit', 'missing_symbol', 'too_common']],
    ['ｐａｓｓｗｏｒｄ', ['missing_uppercase', 'missing_digit', 'missing_symbol', 'too_common']],
  ])('by composition reports every rule that %o breaks: %o', async (password, broken) => {
    expect(await codes(password)).toEqual(broken);
  });

  it.each([
    ['all of it lower case', []],
    ['fourteen chars', ['too_short']],
    ['fifteen chars!!', []],
    ['🔑🗝🔑🗝🔑🗝🔑🗝🔑🗝🔑🗝🔑🗝🔑', ['repeats']],
    ['🔑🗝🚪🏠🌳🐎🔋🧱🪟🛋🪑🖼🕰🧭🗺', []],
    ['qwertyuiopasdfghjkl', ['too_common']],
    ['aaaaaaaaaaaaaaaaaaaa', ['repeats']],
  ])(
    'by length requires fifteen characters of any kind: %o breaks %o',
    async (password, broken) => {
      expect(await codes(password, length)).toEqual(broken);
    },
  );

  it('by length applies a longer minimum where one is set', async () => {
    expect(await codes('nineteen characters', { ...length, minLength: 20 })).toEqual(['too_short']);
    expect(await codes('exactly 20 character', { ...length, minLength: 20 })).toEqual([]);
  });

  it('counts characters, not bytes, up to the maximum', async () => {
    const filled = (count: number) => `correct-Horse-7-battery-${'🔑'.repeat(count - 24)}`;
    expect(await codes(filled(MAX_PASSWORD_LENGTH))).toEqual([]);
    expect(await codes(filled(MAX_PASSWORD_LENGTH + 1))).toEqual(['too_long']);
  });

  it.each([
    ['the address', 'Ada.Lovelace@Analytical.example1'],
    ['the local part', 'Ada.Lovelace-1815'],
    ['a part of it', 'Lovelace-1815'],
    ['the domain', 'Analytical-1837'],
    ['the username', 'Countess-1!'],
    ['a name', 'Augusta1!'],
    ['the username in wide letters', 'Ｃｏｕｎｔｅｓｓ-1!'],
  ])('rejects a password close to %s', async (_, password) => {
    expect(await codes(password, composition, ada)).toEqual(['too_similar']);
  });

  it.each([
    ['a long password that holds a name', 'Lovelace-wrote-programs-1843'],
    ['names of three letters', 'Bob-1234-Ada!'],
  ])('accepts %s', async (_, password) => {
    expect(await codes(password, composition, ada)).toEqual([]);
  });

  it('names the field, with one sentence for each rule', async () => {
    for (const rule of await findBrokenRules('', composition, ada, 'new_password'))
      expect(rule).toEqual({
        field: 'new_password',
        code: expect.stringMatching(/^[a-z_]+$/),
        message: expect.stringMatching(/^[A-Z].*\.$/),
      });
    await expect(
      assertPasswordPolicy('password', composition, ada, 'new_password'),
    ).rejects.toMatchObject({
      code: 'password_too_weak',
      details: { errors: [{ field: 'new_password' }, {}, {}, {}] },
    });
    await expect(
      assertPasswordPolicy('Tr0ub4dor&3x', composition, ada, 'new_password'),
    ).resolves.toBeUndefined();
  });

  it('judges any text, and always in the same way', async () => {
    const anyUnits = fc
      .array(fc.nat({ max: 0xffff }), { maxLength: 300 })
      .map((units) => String.fromCharCode(...units));
    const text = fc.oneof(
      anyUnits,
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.string({ unit: 'grapheme' }),
    );
    await fc.assert(
      fc.asyncProperty(
        text,
        text,
        fc.constantFrom(composition, length),
        async (password, clue, policy) => {
          const clues = { email: clue, username: clue, names: [clue] };
          const broken = await codes(password, policy, clues);
          expect(await codes(password.normalize('NFD'), policy, clues)).toEqual(
            await codes(password.normalize('NFC'), policy, clues),
          );
          expect(new Set(broken).size).toBe(broken.length);
        },
      ),
    );
  });
});
