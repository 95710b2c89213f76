import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deriveKey, digestOf, equalInConstantTime, keyedDigest } from '../../src/shared/digest.ts';

const KEY = new Uint8Array(32);
const bytes = (text: string) => new TextEncoder().encode(text);

describe('digests', () => {
  it('are HMAC-SHA-256 of the parts', async () => {
    const key = await crypto.subtle.importKey(
      'raw',
      KEY,
      { name: 'HMAC', hash: 'SHA-256' },
      false,
      ['sign'],
    );
    const reference = new Uint8Array(
      await crypto.subtle.sign('HMAC', key, bytes('a\u0000ß\u0000')),
    );
    expect(keyedDigest(KEY, 'a', 'ß', '')).toBe(
      reference.toBase64({ alphabet: 'base64url', omitPadding: true }),
    );
  });

  it('differ for different parts, even when the same letters are split elsewhere', () => {
    const parts = fc.array(fc.string({ unit: fc.constantFrom('a', 'b', '|'), maxLength: 4 }), {
      minLength: 1,
      maxLength: 4,
    });
    fc.assert(
      fc.property(parts, parts, (one, two) => {
        fc.pre(JSON.stringify(one) !== JSON.stringify(two));
        expect(keyedDigest(KEY, ...one)).not.toBe(keyedDigest(KEY, ...two));
      }),
    );
    expect(keyedDigest(KEY, 'a', 'bc')).not.toBe(keyedDigest(KEY, 'ab', 'c'));
    expect(keyedDigest(KEY, 'a', '')).not.toBe(keyedDigest(KEY, 'a'));
  });

  it('are SHA-256 of the parts without a key', async () => {
    const reference = await crypto.subtle.digest('SHA-256', bytes('a\u0000ß'));
    expect(digestOf('a', 'ß')).toBe(
      new Uint8Array(reference).toBase64({ alphabet: 'base64url', omitPadding: true }),
    );
  });

  it('depend on the key', () => {
    expect(keyedDigest(KEY, 'a')).not.toBe(keyedDigest(new Uint8Array(32).fill(1), 'a'));
  });
});

describe('derived keys', () => {
  it('are HKDF-SHA-256 of the secret, one per use', async () => {
    const secret = 'a-secret-that-only-the-tests-know';
    const key = await crypto.subtle.importKey('raw', bytes(secret), 'HKDF', false, ['deriveBits']);
    const parameters = {
      name: 'HKDF',
      hash: 'SHA-256',
      salt: new Uint8Array(0),
      info: bytes('latchkey/some-use'),
    };
    expect(deriveKey(secret, 'some-use')).toEqual(
      new Uint8Array(await crypto.subtle.deriveBits(parameters, key, 256)),
    );
    expect(deriveKey(secret, 'some-use')).not.toEqual(deriveKey(secret, 'other-use'));
    expect(deriveKey(secret, 'some-use')).not.toEqual(deriveKey(`${secret}!`, 'some-use'));
  });
});

describe('the comparison of bytes', () => {
  it('agrees with an ordinary comparison', () => {
    const some = fc.uint8Array({ maxLength: 4, max: 2 });
    fc.assert(
      fc.property(some, some, (one, two) => {
        expect(equalInConstantTime(one, two)).toBe(one.join() === two.join());
      }),
    );
    for (const at of [0, 15, 31]) expect(equalInConstantTime(KEY, KEY.with(at, 1))).toBe(false);
    expect(equalInConstantTime(KEY, KEY.slice(1))).toBe(false);
  });
});
