import { argon2id as reference } from '@noble/hashes/argon2.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { argon2id } from '../../../src/methods/password/argon2.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const SALT = bytes('sixteen bytes ok');

describe('argon2id', () => {
  it.each([
    ['nothing', ''],
    ['ASCII', 'correct-Horse-7-battery'],
    ['letters of two bytes', 'pässwörd-ñ'],
    ['letters of three and four bytes', '密码パスワード🔑🗝️👩‍👩‍👧'],
    ['more than 64 bytes', 'é'.repeat(100)],
    ['more than 1024 bytes', 'x'.repeat(1500)],
    ['a zero byte in the middle', 'before\u0000after'],
  ])('agrees with another implementation on %s', (_, password) => {
    const ours = argon2id(
      bytes(password),
      SALT,
      { memoryKib: 256, iterations: 2, parallelism: 1 },
      32,
    );
    expect(ours.toHex()).toBe(
      Buffer.from(reference(bytes(password), SALT, { t: 2, m: 256, p: 1, dkLen: 32 })).toString(
        'hex',
      ),
    );
  });

  it('agrees with it at the production cost', () => {
    const ours = argon2id(
      bytes('pässwörd 🔑'),
      SALT,
      { memoryKib: 19_456, iterations: 2, parallelism: 1 },
      32,
    );
    expect(ours).toEqual(
      reference(bytes('pässwörd 🔑'), SALT, { t: 2, m: 19_456, p: 1, dkLen: 32 }),
    );
  });

  it('agrees with it on any input, cost and length', () => {
    const input = fc.record({
      password: fc.uint8Array({ maxLength: 200 }),
      salt: fc.uint8Array({ minLength: 8, maxLength: 32 }),
      cost: fc.record({
        memoryKib: fc.integer({ min: 32, max: 96 }),
        iterations: fc.integer({ min: 1, max: 3 }),
        parallelism: fc.integer({ min: 1, max: 3 }),
      }),
      length: fc.integer({ min: 4, max: 64 }),
      version: fc.constantFrom(0x10 as const, 0x13 as const),
    });
    fc.assert(
      fc.property(input, ({ password, salt, cost, length, version }) => {
        const expected = reference(password, salt, {
          t: cost.iterations,
          m: cost.memoryKib,
          p: cost.parallelism,
          dkLen: length,
          version,
        });
        expect(argon2id(password, salt, cost, length, version)).toEqual(expected);
      }),
      { numRuns: 50 },
    );
  });

  it('throws on an invalid cost or salt, and works afterwards', () => {
    const cost = { memoryKib: 64, iterations: 1, parallelism: 1 };
    for (const wrong of [{ memoryKib: 1 }, { iterations: 0 }, { parallelism: 0 }])
      expect(() => argon2id(bytes('p'), SALT, { ...cost, ...wrong }, 32)).toThrow('argon2 error');
    expect(() => argon2id(bytes('p'), bytes('short'), cost, 32)).toThrow('argon2 error');
    expect(argon2id(bytes('p'), SALT, cost, 32)).toEqual(
      reference(bytes('p'), SALT, { t: 1, m: 64, p: 1, dkLen: 32 }),
    );
  });
});
