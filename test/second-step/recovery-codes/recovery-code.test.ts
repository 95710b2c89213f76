import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  makeRecoveryCodes,
  readRecoveryCode,
  recoveryDigest,
} from '../../../src/second-step/recovery-codes/recovery-code.ts';
import { systemRandom } from '../../../src/shared/random.ts';

const GROUPS = /^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){3}$/;

describe('recovery codes', () => {
  it('are ten, each of 16 characters in groups of four', () => {
    const codes = makeRecoveryCodes(systemRandom);
    expect(codes).toHaveLength(10);
    expect(new Set(codes).size).toBe(10);
    for (const code of codes) expect(code).toMatch(GROUPS);
  });

  it('use all 32 characters alike: 80 bits', () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);
    const counts = new Map<string, number>();
    for (let from = 0; from < 256; from += 16) {
      const random = { ...systemRandom, bytes: () => bytes.slice(from, from + 16) };
      for (const char of (makeRecoveryCodes(random)[0] ?? '').replaceAll('-', ''))
        counts.set(char, (counts.get(char) ?? 0) + 1);
    }
    expect(counts.size).toBe(32);
    expect(new Set(counts.values())).toEqual(new Set([8]));
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

  it.each(['', '123456', 'AAAA-BBBB-CCCC-DDD', 'AAAA-BBBB-CCCC-DDDDD', 'UUUU-BBBB-CCCC-DDDD'])(
    'are not %j',
    (typed) => {
      expect(readRecoveryCode(typed)).toBeNull();
    },
  );

  it('are stored by a digest of their own for each user', () => {
    expect(recoveryDigest('a', 'X')).not.toBe(recoveryDigest('b', 'X'));
    expect(recoveryDigest('a', 'X')).toMatch(/^[\w-]{43}$/);
  });
});
