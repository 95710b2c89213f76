import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { deriveKey, equalInConstantTime, keyedDigest } from '../../src/shared/digest.ts';
import { createKvScope } from '../../src/shared/kv-scope.ts';
import { systemRandom } from '../../src/shared/random.ts';
import { sealText, unsealText } from '../../src/shared/seal.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

describe('random', () => {
  it('makes codes of full length with every digit in every place', () => {
    const seen = Array.from({ length: 6 }, () => new Set<string>());
    for (let index = 0; index < 1000; index++) {
      const code = systemRandom.code(6);
      expect(code).toMatch(/^\d{6}$/);
      for (const [place, digit] of [...code].entries()) seen[place]?.add(digit);
    }
    expect(seen.map((digits) => digits.size)).toEqual([10, 10, 10, 10, 10, 10]);
  });

  it('makes ids that sort by time', () => {
    const ids = [1, 1000, 1_000_000, 1_800_000_000_000].map((now) => systemRandom.uuidAt(now));
    expect(ids.toSorted()).toEqual(ids);
    expect(ids[0]).toMatch(/^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
  });
});

describe('digests', () => {
  it('differ by key, by use and by where their parts are parted', () => {
    const [a, b] = [deriveKey('secret', 'a'), deriveKey('secret', 'b')];
    expect(a).not.toEqual(b);
    const digests = [keyedDigest(a, 'x', 'yz'), keyedDigest(a, 'xy', 'z'), keyedDigest(b, 'x', 'yz')];
    expect(new Set(digests).size).toBe(3);
  });

  it('are compared whole', () => {
    expect(equalInConstantTime(bytes('same'), bytes('same'))).toBe(true);
    for (const other of ['samf', 'tame', 'sam', 'same!']) expect(equalInConstantTime(bytes('same'), bytes(other))).toBe(false);
  });
});

describe('a sealed text', () => {
  it('is opened by its key alone', async () => {
    const [key, other] = [deriveKey('secret', 'a'), deriveKey('secret', 'b')];
    const sealed = await sealText(key, 'a secret');
    expect(sealed).not.toContain('secret');
    expect(await unsealText(key, sealed)).toBe('a secret');
    await expect(unsealText(other, sealed)).rejects.toThrow();
  });
});

describe('a scope of KV', () => {
  it('takes what no longer parses for absent, and sees nothing of other scopes', async () => {
    const numbers = createKvScope(env.KV, 'numbers', z.object({ n: z.number() }));
    await numbers.put('one', { n: 1 }, 1);
    expect(await numbers.get('one')).toEqual({ n: 1 });
    await env.KV.put('numbers:bad', '{"n":"one"}');
    expect(await numbers.get('bad')).toBeNull();
    expect(await createKvScope(env.KV, 'others', z.object({ n: z.number() })).get('one')).toBeNull();
    await numbers.delete('one');
    expect(await numbers.get('one')).toBeNull();
  });
});
