import { argon2id as reference } from '@noble/hashes/argon2.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { argon2id } from '../../../src/methods/password/argon2.ts';
import { createPasswordHasher } from '../../../src/methods/password/password-hasher.ts';
import { formatPhc, parsePhc } from '../../../src/methods/password/phc-string.ts';
import { systemRandom } from '../../../src/shared/random.ts';

const cheap = { memoryKib: 64, iterations: 1, parallelism: 1 };
const bytes = (text: string) => new TextEncoder().encode(text);
const hasher = (cost = { memoryKib: 64, iterations: 1 }) => createPasswordHasher({ cost, random: systemRandom });

describe('argon2id', () => {
  it('agrees with another implementation, whatever the password', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 80 }), fc.uint8Array({ minLength: 8, maxLength: 32 }), (password, salt) => {
        const ours = argon2id(bytes(password), salt, cheap, 32);
        expect(ours).toEqual(reference(bytes(password), salt, { t: 1, m: 64, p: 1, dkLen: 32 }));
      }),
      { numRuns: 30 },
    );
  });
});

describe('a PHC string', () => {
  it('holds what went in', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), fc.uint8Array({ minLength: 32, maxLength: 32 }), (salt, hash) => {
        expect(parsePhc(formatPhc({ cost: cheap, salt, hash }))).toEqual({ cost: cheap, salt, hash });
      }),
    );
  });

  it.each(['', '$argon2i$v=19$m=64,t=1,p=1$c2FsdHNhbHQ$aGFzaGhhc2hoYXNo', '$argon2id$v=16$m=64,t=1,p=1$x$y', 'pbkdf2_sha256$1$a$b'])(
    'is not %j',
    (text) => {
      expect(parsePhc(text)).toBeNull();
    },
  );
});

describe('the password hasher', () => {
  it('takes two spellings of the same letters for one password, and cuts nothing off', async () => {
    const { hash, verify } = hasher();
    expect((await verify('Ⅳ é', await hash('IV é'))).matches).toBe(true);
    const long = 'x'.repeat(255);
    expect((await verify(`${long}a`, await hash(`${long}b`))).matches).toBe(false);
    expect((await verify('ä'.repeat(100), await hash('ä'.repeat(99)))).matches).toBe(false);
  });

  it('says of a hash with other parameters that it is outdated', async () => {
    const stored = await hasher().hash('secret');
    expect(await hasher().verify('secret', stored)).toEqual({ matches: true, outdated: false });
    expect(await hasher({ memoryKib: 128, iterations: 1 }).verify('secret', stored)).toEqual({ matches: true, outdated: true });
  });

  it('matches nothing where there is no hash, not even nothing', async () => {
    for (const password of ['', 'secret']) expect((await hasher().verify(password, null)).matches).toBe(false);
  });

  it('turns away what would wait too long', async () => {
    const { hash } = hasher();
    const results = await Promise.allSettled(Array.from({ length: 140 }, () => hash('secret')));
    const refused = results.filter((result) => result.status === 'rejected');
    expect(refused).toHaveLength(12);
    expect(await hash('secret')).toContain('$argon2id$');
  });
});
