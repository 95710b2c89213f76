import { pbkdf2 as reference } from '@noble/hashes/pbkdf2.js';
import { sha256 } from '@noble/hashes/sha2.js';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { readDjangoHash } from '../../../src/methods/password/django-hash.ts';
import { createPasswordHasher } from '../../../src/methods/password/password-hasher.ts';
import { pbkdf2 } from '../../../src/methods/password/pbkdf2.ts';
import { systemRandom } from '../../../src/shared/random.ts';
import django from '../../vectors/django.json';

const { verify, hash } = createPasswordHasher({
  cost: { memoryKib: 64, iterations: 1 },
  random: systemRandom,
});
const RIGHT = { matches: true };
const WRONG = { matches: false };

const [cheap, costly] = ['cheap', 'default'].map((cost) =>
  django.vectors.filter((vector) => vector.cost === cost),
);
// Takes half a minute in workerd; test/e2e/import.ts signs in with these.
const affordable = (costly ?? []).filter(({ format }) => !format.startsWith('pbkdf2'));

describe('password hashes made by Django', () => {
  it('cover all six formats, at test cost and at Django’s own', () => {
    const formats = ['argon2', 'bcrypt', 'bcrypt_sha256', 'pbkdf2_sha1', 'pbkdf2_sha256', 'scrypt'];
    for (const vectors of [cheap, costly])
      expect([...new Set(vectors?.map(({ format }) => format))].sort()).toEqual(formats);
    expect(cheap?.some(({ hash }) => hash.startsWith('argon2$argon2i$'))).toBe(true);
  });

  it.each([...(cheap ?? []), ...affordable])(
    'verify: $format, $cost, $name',
    async ({ password, hash, cost }) => {
      expect(await verify(password, hash)).toMatchObject(RIGHT);
      const wrongs = [
        `x${password}`,
        password.slice(1),
        password.toUpperCase(),
        password.toLowerCase(),
      ];
      // At Django's own cost, one wrong password takes up to a second.
      for (const wrong of cost === 'cheap' ? wrongs : wrongs.slice(0, 1))
        if (wrong !== password) expect(await verify(wrong, hash)).toMatchObject(WRONG);
    },
  );

  it('are compared as typed: another spelling of the same letters does not match', async () => {
    for (const { name, password, hash } of cheap ?? []) {
      if (password === password.normalize('NFKC')) continue;
      expect(await verify(password.normalize('NFKC'), hash), name).toMatchObject(WRONG);
    }
  });

  it('cover the whole password, except bcrypt, which stops at 72 bytes', async () => {
    for (const { format, password, hash } of cheap ?? []) {
      if (new TextEncoder().encode(password).length <= 72) continue;
      expect(await verify(`${password}!`, hash), format).toMatchObject(
        format === 'bcrypt' ? RIGHT : WRONG,
      );
    }
  });

  it('are replaced at sign-in, unless the replacement matches another password too', async () => {
    for (const { format, password, hash } of cheap ?? []) {
      const { length } = new TextEncoder().encode(password);
      const whole = format !== 'bcrypt' || length < 72;
      expect(await verify(password, hash), format).toEqual({ matches: true, outdated: whole });
    }
    const typed = (format: string) =>
      verify('pass\u0000', (cheap ?? []).find((vector) => vector.format === format)?.hash ?? '');
    for (const format of ['pbkdf2_sha1', 'pbkdf2_sha256', 'scrypt', 'bcrypt'])
      expect(await typed(format), format).toMatchObject({ outdated: false });
    for (const format of ['argon2', 'bcrypt_sha256'])
      expect(await typed(format), format).toMatchObject({ outdated: true });
  });

  it('match nothing after a change of one digit', async () => {
    for (const { format, password, hash } of cheap ?? []) {
      const at = hash.replace(/=+$/, '').length - 4;
      const changed = hash.slice(0, at) + (hash[at] === 'B' ? 'C' : 'B') + hash.slice(at + 1);
      expect(await verify(password, changed), format).toMatchObject(WRONG);
    }
  });
});

// From the tests of the reference implementation (P-H-C/phc-winner-argon2, src/test.c, version
// 0x10).
const OLD_ARGON2 = [
  'argon2$argon2i$m=256,t=2,p=1$c29tZXNhbHQ$/U3YPXYsSb3q9XxHvc0MLxur+GP960kN9j7emXX8zwY',
  'argon2$argon2i$m=256,t=2,p=2$c29tZXNhbHQ$tsEVYKap1h6scGt5ovl9aLRGOqOth+AMB+KwHpDFZPs',
];

describe('Argon2 hashes before version 1.3', () => {
  it.each(OLD_ARGON2)('verify as in Django: without a version, %s', async (text) => {
    expect(await verify('password', text)).toMatchObject(RIGHT);
    expect(await verify('Password', text)).toMatchObject(WRONG);
  });

  it('verify with their version only', async () => {
    for (const text of OLD_ARGON2) {
      const withVersion = (version: number) => text.replace('$m=', `$v=${version}$m=`);
      expect(await verify('password', withVersion(16))).toMatchObject(RIGHT);
      expect(await verify('password', withVersion(19))).toMatchObject(WRONG);
    }
  });

  it('have the same limits on cost', () => {
    const bomb = OLD_ARGON2[0]?.replace('m=256', 'm=4194304') ?? '';
    expect(readDjangoHash(bomb).refusal).toContain('costs too much');
  });

  it.each([
    ['v=18', 'unknown version'],
    ['argon2d', 'argon2d'],
  ])('are distinguished from %s, which gets its own error', (part, words) => {
    const text = argon2Hash.replace(part === 'argon2d' ? 'argon2id' : 'v=19', part);
    expect(readDjangoHash(text).refusal).toContain(words);
  });
});

const [pbkdf2Hash, sha1Hash, argon2Hash, bcryptHash, bcryptSha256Hash, scryptHash] = (
  costly ?? []
).map((vector) => vector.hash) as [string, string, string, string, string, string];
const PASSWORD = costly?.[0]?.password ?? '';

describe('a hash that costs too much', () => {
  const bombs: [string, string][] = [
    ['a thousand million iterations', pbkdf2Hash.replace('$600000$', '$1000000000$')],
    ['one iteration above the bound', pbkdf2Hash.replace('$600000$', '$2000001$')],
    ['the same of SHA-1', sha1Hash.replace('$600000$', '$1000000000$')],
    ['scrypt with N of 2^30', scryptHash.replace('$16384$', `$${2 ** 30}$`)],
    ['scrypt with twice the memory', scryptHash.replace('$16384$', `$${2 ** 16}$`)],
    ['scrypt with a giant r', scryptHash.replace('$8$1$', '$1048576$1$')],
    ['scrypt with a giant p', scryptHash.replace('$8$1$', '$8$9$')],
    ['four GiB of memory', argon2Hash.replace('m=102400', 'm=4194304')],
    ['one KiB above the bound', argon2Hash.replace('m=102400', 'm=102401')],
    ['eleven passes over all of it', argon2Hash.replace('t=2', 't=11')],
    [
      'a thousand million passes over little',
      argon2Hash.replace('m=102400,t=2', 'm=64,t=1000000000'),
    ],
    ['bcrypt at 31', bcryptHash.replace('$12$', '$31$')],
    ['bcrypt at 15', bcryptHash.replace('$12$', '$15$')],
    ['the same of a digest', bcryptSha256Hash.replace('$12$', '$31$')],
  ];

  it.each(bombs)('is rejected without repeating any of it: %s', (_, bomb) => {
    const { hash: read, refusal } = readDjangoHash(bomb);
    expect(read).toBeUndefined();
    expect(refusal).toContain('costs too much');
    expect(refusal).not.toContain(bomb.split('$').at(-1));
  });

  it.each(bombs)('is never computed, even if it is in the database: %s', async (_, bomb) => {
    // That this test ends proves the limit.
    expect((await verify(PASSWORD, bomb)).matches).toBe(false);
  });

  it.each([
    ['pbkdf2', pbkdf2Hash.replace('$600000$', '$2000000$')],
    ['scrypt', scryptHash.replace('$16384$', `$${2 ** 15}$`)],
    ['scrypt of Django 5.1', scryptHash.replace('$8$1$', '$8$5$')],
    ['argon2', argon2Hash.replace('t=2', 't=10')],
    ['bcrypt', bcryptHash.replace('$12$', '$14$')],
  ])('is one above the limit, not one at it: %s', (_, text) => {
    expect(readDjangoHash(text).hash).toBeDefined();
  });
});

describe('a hash that is not Django’s', () => {
  it.each([
    'md5$salt$5d41402abc4b2a76b9719d911017c592',
    'sha1$salt$aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d',
    'sha1$$aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d',
    '5d41402abc4b2a76b9719d911017c592',
    'crypt$$abJnggxhB/yWI',
  ])('is rejected as too weak: %s', (text) => {
    expect(readDjangoHash(text).refusal).toContain('protects nothing');
  });

  it.each([
    ['nothing', ''],
    ['plain text', 'hunter2'],
    ['unusable', django.unusable],
    ['a PHC string', '$argon2id$v=19$m=64,t=1,p=1$c2FsdHNhbHQ$aGFzaGhhc2hoYXNoaGFzaA'],
    ['a property name of every object', 'constructor$1$a$b'],
    ['a hash cut short', pbkdf2Hash.slice(0, -9)],
    ['a SHA-1 hash under another name', sha1Hash.replace('sha1', 'sha256')],
    ['no iterations', pbkdf2Hash.replace('$600000$', '$0$')],
    ['an N that is not a power of two', scryptHash.replace('$16384$', '$16383$')],
    ['more lanes than memory', argon2Hash.replace('m=102400', 'm=63')],
    ['Argon2d', argon2Hash.replace('argon2id', 'argon2d')],
    ['an unknown version of Argon2', argon2Hash.replace('v=19', 'v=18')],
    ['an Argon2 without a number', argon2Hash.replace('v=19', 'v=')],
    ['bcrypt at 3', bcryptHash.replace('$12$', '$03$')],
    ['a bcrypt hash without prefix', bcryptHash.slice('bcrypt$'.length)],
  ])('is rejected and matches nothing: %s', async (_, text) => {
    expect(readDjangoHash(text).refusal).toBeTypeOf('string');
    expect((await verify(text === '' ? '' : PASSWORD, text)).matches).toBe(false);
  });

  it('never throws', () => {
    const word = fc.string({ unit: fc.constantFrom(...'$$$=,./+019aBmtpv'), maxLength: 60 });
    const format = fc.constantFrom(
      'pbkdf2_sha256',
      'pbkdf2_sha1',
      'argon2',
      'bcrypt',
      'bcrypt_sha256',
      'scrypt',
      '',
    );
    fc.assert(fc.property(format, word, (name, rest) => void readDjangoHash(`${name}$${rest}`)));
  });
});

describe('native and imported hashes in one isolate', () => {
  it('have separate queues: of many imported ones at once, eight are verified', async () => {
    const [vector] = cheap ?? [];
    const results = await Promise.allSettled(
      Array.from({ length: 20 }, () => verify(vector?.password ?? '', vector?.hash ?? '')),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(8);
    for (const { reason } of results.filter((result) => result.status === 'rejected'))
      expect(reason).toMatchObject({ code: 'storage_unavailable', details: { retryAfter: 10 } });
    expect(await verify(vector?.password ?? '', vector?.hash ?? '')).toMatchObject(RIGHT);
  });

  it('never turn native ones away, which run between the slices of imported ones', async () => {
    const own = await hash('secret');
    const slow = (cheap?.[0]?.hash ?? '').replace(/\$\d+\$/, '$60000$');
    let done = 0;
    const imported = Array.from({ length: 8 }, () => verify('x', slow).then(() => void done++));
    const checks = await Promise.all(Array.from({ length: 20 }, () => verify('secret', own)));
    expect(checks.every(({ matches }) => matches)).toBe(true);
    expect(done).toBeLessThan(8);
    await Promise.all(imported);
  });

  it('stay within Django’s 100 MiB for Argon2, well below the isolate’s 128', async () => {
    const memories: WebAssembly.Memory[] = [];
    const Real = WebAssembly.Instance;
    const spy = vi.spyOn(WebAssembly, 'Instance').mockImplementation(function make(
      module: WebAssembly.Module,
    ) {
      const made = new Real(module, {});
      memories.push(made.exports.memory as WebAssembly.Memory);
      return made;
    });
    vi.resetModules();
    const { argon2id } = await import('../../../src/methods/password/argon2.ts');
    for (const memoryKib of [19_456, 65_536, 102_400, 19_456, 102_400])
      argon2id(
        new Uint8Array(9),
        new Uint8Array(16),
        { memoryKib, iterations: 1, parallelism: 1 },
        32,
      );
    spy.mockRestore();
    expect(memories).not.toHaveLength(0);
    for (const { buffer } of memories)
      expect(buffer.byteLength).toBeLessThanOrEqual(101 * 1024 * 1024);
  });
});

describe('PBKDF2 in slices', () => {
  it('agrees with another implementation for any number of iterations', async () => {
    const [password, salt] = [
      new TextEncoder().encode('pässwörd'),
      new TextEncoder().encode('salt'),
    ];
    for (const c of [1, 2, 3, 1000, 20_000, 20_001, 20_002])
      expect(await pbkdf2('sha256', password, salt, c), String(c)).toEqual(
        reference(sha256, password, salt, { c, dkLen: 32 }),
      );
  });

  it('makes a hash that is not a native one', async () => {
    expect(readDjangoHash(await hash('secret')).hash).toBeUndefined();
  });
});
