import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatPhc, parsePhc } from '../../../src/methods/password/phc-string.ts';

const cost = { memoryKib: 19_456, iterations: 2, parallelism: 1 };
const KNOWN =
  '$argon2id$v=19$m=19456,t=2,p=1$c2l4dGVlbiBieXRlcyBvaw$AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8';
const salt = new TextEncoder().encode('sixteen bytes ok');
const hash = Uint8Array.from({ length: 32 }, (_, index) => index);

describe('a PHC string', () => {
  it('is written and read in the standard form', () => {
    expect(formatPhc({ cost, salt, hash })).toBe(KNOWN);
    expect(parsePhc(KNOWN)).toEqual({ cost, salt, hash });
  });

  it('returns what was written', () => {
    const input = fc.record({
      cost: fc.record({
        memoryKib: fc.integer({ min: 8, max: 9_999_999 }),
        iterations: fc.integer({ min: 1, max: 999 }),
        parallelism: fc.integer({ min: 1, max: 255 }),
      }),
      salt: fc.uint8Array({ minLength: 8, maxLength: 64 }),
      hash: fc.uint8Array({ minLength: 12, maxLength: 64 }),
    });
    fc.assert(
      fc.property(input, (parts) => {
        expect(parsePhc(formatPhc(parts))).toEqual(parts);
      }),
    );
  });

  it.each([
    '',
    'plain text',
    KNOWN.slice(1),
    KNOWN.slice(0, -30),
    `${KNOWN}=`,
    `${KNOWN}\n`,
    `${KNOWN}$`,
    KNOWN.replace('argon2id', 'argon2i'),
    KNOWN.replace('v=19', 'v=16'),
    KNOWN.replace('m=19456', 'm=-1'),
    KNOWN.replace('m=19456', 'm=99999999'),
    KNOWN.replace('t=2,p=1', 'p=1,t=2'),
    'pbkdf2_sha256$870000$salt$hash',
    '$2b$12$LQv3c1yqBWVHxkd0LHAkCOYz6TtxMQJqhN8/LewdBPj4J/HS.iK6S',
  ])('rejects %o', (text) => {
    expect(parsePhc(text)).toBeNull();
  });

  it.each([
    ['salt', KNOWN.replace('c2l4dGVlbiBieXRlcyBvaw', 'c2l4dGVlbiBie')],
    ['hash', KNOWN.slice(0, -2)],
  ])('rejects a %s of impossible base64 length', (_, text) => {
    expect(parsePhc(text)).toBeNull();
  });

  it('never throws', () => {
    const base64 = fc.string({
      unit: fc.constantFrom(...'ABCxyz019+/'),
      minLength: 11,
      maxLength: 60,
    });
    fc.assert(
      fc.property(base64, base64, (one, two) => {
        parsePhc(`$argon2id$v=19$m=64,t=1,p=1$${one}$${two}`);
      }),
    );
  });
});
