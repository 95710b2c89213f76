import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  makeRecoveryCodes,
  readRecoveryCode,
  recoveryDigest,
} from '../../../src/second-step/recovery-codes/recovery-code.ts';
import { systemRandom } from '../../../src/shared/random.ts';

const GROUPS = /^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){5}$/;

describe('recovery codes', () => {
  it('are ten, each of 24 characters in groups of four', () => {
    const codes = makeRecoveryCodes(systemRandom);
    expect(codes).toHaveLength(10);
    expect(new Set(codes).size).toBe(10);
    for (const code of codes) expect(code).toMatch(GROUPS);
  });

  it('use all 32 characters alike: 120 bits', () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);
    const counts = new Map<string, number>();
    for (let from = 0; from < 256 * 3; from += 24) {
      const some = Uint8Array.from({ length: 24 }, (_, i) => bytes[(from + i) % 256] ?? 0);
      const random = { ...systemRandom, bytes: () => some };
      for (const char of (makeRecoveryCodes(random)[0] ?? '').replaceAll('-', ''))
        counts.set(char, (counts.get(char) ?? 0) + 1);
    }
    expect(counts.size).toBe(32);
    expect(new Set(counts.values())).toEqual(new Set([24]));
  });

  it('are read however they are typed', () => {
    const spoil = fc.constantFrom(
      (code: string) => code,
      (code: string) => code.toLowerCase(),
      (code: string) => code.replaceAll('-', ''),
      (code: string) => code.replaceAll('-', ' – '),
      (code: string) => `\u200b “${code}”.\n`,
      (code: string) => code.replaceAll('0', 'o').replaceAll('1', 'l'),
      (code: string) => code.replaceAll('0', 'O').replaceAll('1', 'I'),
      (code: string) =>
        code.replaceAll(/[0-9A-Z]/g, (char) => String.fromCharCode(char.charCodeAt(0) + 0xfee0)),
    );
    const code = fc
      .integer({ min: 0, max: 9 })
      .map((i) => makeRecoveryCodes(systemRandom)[i] ?? '');
    fc.assert(
      fc.property(code, fc.array(spoil, { maxLength: 3 }), (made, spoils) => {
        const typed = spoils.reduce((text, change) => change(text), made);
        expect(readRecoveryCode(typed)).toBe(made.replaceAll('-', ''));
      }),
    );
  });

  it('of before 2.0.0, which have 16 characters, are read too', () => {
    expect(readRecoveryCode('aaaa-bbbb-cccc-dddd')).toBe('AAAABBBBCCCCDDDD');
  });

  it.each([
    '',
    '123456',
    'AAAA-BBBB-CCCC-DDD',
    'AAAA-BBBB-CCCC-DDDDD',
    'UUUU-BBBB-CCCC-DDDD',
    'AAAA-BBBB-CCCC-DDDD-EEEE',
    'AAAA-BBBB-CCCC-DDDD-EEEE-FFF',
    'AAAA-BBBB-CCCC-DDDD-EEEE-FFFFF',
    'UUUU-BBBB-CCCC-DDDD-EEEE-FFFF',
  ])('are not %j', (typed) => {
    expect(readRecoveryCode(typed)).toBeNull();
  });

  it('are stored by a digest of their own for each user', () => {
    expect(recoveryDigest('a', 'X')).not.toBe(recoveryDigest('b', 'X'));
    expect(recoveryDigest('a', 'X')).toMatch(/^[\w-]{43}$/);
  });
});
