import { describe, expect, it } from 'vitest';
import { createGrantCodes } from '../../../src/oauth/grants/grant-codes.ts';
import type { KeyRing } from '../../../src/shared/digest.ts';
import { systemRandom } from '../../../src/shared/random.ts';
import { sealText } from '../../../src/shared/seal.ts';
import { KEYS, USER_ID } from './parts.ts';

const OTHERS: KeyRing = [new Uint8Array(32).fill(8)];
const codesOf = (keys: KeyRing) => createGrantCodes({ keys, random: systemRandom });
const codes = codesOf(KEYS);

describe('an authorization code', () => {
  it('says whose it is, and its digest, to this service alone', async () => {
    const { code, digest } = await codes.make(USER_ID);
    expect(await codes.read(code)).toEqual({ userId: USER_ID, digest });
    expect(code).not.toContain(USER_ID);
    expect(digest).not.toBe(code);
    expect(await codesOf(OTHERS).read(code)).toBeNull();
  });

  it('is read by a former key', async () => {
    const { code, digest } = await codes.make(USER_ID);
    expect(await codesOf([...OTHERS, ...KEYS]).read(code)).toEqual({ userId: USER_ID, digest });
  });

  it('ends in 256 random bits, by which codes of one user differ', async () => {
    const [one, other] = [await codes.make(USER_ID), await codes.make(USER_ID)];
    expect(one.code).toMatch(/\.[\w-]{43}$/);
    expect(one.code).not.toBe(other.code);
    expect(one.digest).not.toBe(other.digest);
    const end = one.code.lastIndexOf('.');
    const mixed = one.code.slice(0, end) + other.code.slice(other.code.lastIndexOf('.'));
    expect((await codes.read(mixed))?.digest).not.toBe(one.digest);
  });

  it('is looked into up to 512 characters', async () => {
    const [longest, tooLong] = await Promise.all(
      [290, 291].map((length) => codes.make('x'.repeat(length))),
    );
    expect([longest?.code.length, tooLong?.code.length]).toEqual([512, 513]);
    expect(await codes.read(longest?.code ?? '')).not.toBeNull();
    expect(await codes.read(tooLong?.code ?? '')).toBeNull();
  });

  it.each(['', 'a', '.', 'a.b', 'a.b.c.d.e.f'])('is not “%s”', async (text) => {
    expect(await codes.read(text)).toBeNull();
  });

  it('is not a sealed id without a secret', async () => {
    expect(await codes.read(await sealText(KEYS, USER_ID))).toBeNull();
  });
});
