import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  codeAt,
  describeSecret,
  findStep,
  STEP,
  stepAt,
} from '../../../src/second-step/totp/one-time-passwords.ts';

const SECRET = new TextEncoder().encode('12345678901234567890');

/** RFC 6238 appendix B, for SHA-1: seconds, and the eight digits of which ours are the last six. */
const VECTORS: [seconds: number, code: string][] = [
  [59, '94287082'],
  [1_111_111_109, '07081804'],
  [1_111_111_111, '14050471'],
  [1_234_567_890, '89005924'],
  [2_000_000_000, '69279037'],
  [20_000_000_000, '65353130'],
];

describe('one-time passwords', () => {
  it.each(VECTORS)('are those of RFC 6238 at %i seconds', async (seconds, code) => {
    const now = seconds * 1000;
    expect(await codeAt(SECRET, stepAt(now))).toBe(code.slice(2));
    expect(await findStep(SECRET, code.slice(2), now)).toBe(stepAt(now));
  });

  it('are taken in their own step, the one before and the one after', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ minLength: 20, maxLength: 20 }),
        fc.integer({ min: 10, max: 2 ** 40 }),
        fc.integer({ min: -4, max: 4 }),
        async (bytes, step, away) => {
          const near = await Promise.all([-1, 0, 1].map((by) => codeAt(bytes, step + by)));
          const code = await codeAt(bytes, step + away);
          // By chance a code may be that of another step too.
          const expected = near.includes(code) ? step + near.indexOf(code) - 1 : null;
          expect(await findStep(bytes, code, step * STEP + 7)).toBe(expected);
          if (Math.abs(away) <= 1) expect(expected).not.toBeNull();
        },
      ),
      { numRuns: 50 },
    );
  });

  it.each(['', '12345', '1234567', '28708', '２８７０８２', 'abcdef'])(
    'are not %j',
    async (typed) => {
      expect(await findStep(SECRET, typed, 59_000)).toBeNull();
    },
  );
});

describe('the URI of a secret', () => {
  it('keeps hostile names where they belong', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }),
        fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }),
        async (issuer, account) => {
          const { uri, base32 } = await describeSecret({ issuer, account, bytes: SECRET });
          expect(uri).toMatch(/^[\w%:/?=&.~!*'()-]+$/);
          const url = new URL(uri);
          expect([url.protocol, url.host]).toEqual(['otpauth:', 'totp']);
          const [first, second, ...more] = url.pathname.slice(1).split(':');
          expect(more).toEqual([]);
          expect(decodeURIComponent(first ?? '')).toBe(issuer);
          expect(decodeURIComponent(second ?? '')).toBe(account);
          expect(Object.fromEntries(url.searchParams)).toEqual({
            issuer,
            secret: base32,
            algorithm: 'SHA1',
            digits: '6',
            period: '30',
          });
        },
      ),
      { numRuns: 100 },
    );
  });

  it('has the secret in base 32', async () => {
    const { base32 } = await describeSecret({ issuer: 'A', account: 'b', bytes: SECRET });
    expect(base32).toBe('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ');
  });
});
