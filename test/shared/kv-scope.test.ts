import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { createKvScope } from '../../src/shared/kv-scope.ts';
import { brokenKv } from '../support/faults.ts';

const schema = z.object({ name: z.string() });
const scope = createKvScope(env.KV, 'people', schema);

describe('a part of KV', () => {
  it('gives back what was put, and forgets what was deleted', async () => {
    await scope.put('ada', { name: 'Ada' }, 600);
    expect(await scope.get('ada')).toEqual({ name: 'Ada' });
    await scope.delete('ada');
    expect(await scope.get('ada')).toBeNull();
    await scope.delete('ada');
  });

  it('stands behind its prefix', async () => {
    await scope.put('ada', { name: 'Ada' }, 600);
    expect((await env.KV.list()).keys.map(({ name }) => name)).toEqual(['people:ada']);
    expect(await createKvScope(env.KV, 'pets', schema).get('ada')).toBeNull();
  });

  it.each(['{"name":1}', '{}', 'null', '[]', '"Ada"'])(
    'takes %s, which does not fit any more, for absent',
    async (stored) => {
      await env.KV.put('people:ada', stored);
      expect(await scope.get('ada')).toBeNull();
    },
  );

  it.each(['', 'not JSON', '{"name":"A'])(
    'takes %o, which is no JSON, for absent',
    async (stored) => {
      await env.KV.put('people:ada', stored);
      expect(await scope.get('ada')).toBeNull();
    },
  );

  it('keeps things for whole seconds, and no shorter than KV can', async () => {
    const ttls: unknown[] = [];
    const kv = {
      put: async (_key: string, _value: string, options: unknown) => void ttls.push(options),
    } as unknown as KVNamespace;
    for (const ttl of [1, 60, 90.5])
      await createKvScope(kv, 'people', schema).put('ada', { name: 'Ada' }, ttl);
    expect(ttls).toEqual([{ expirationTtl: 60 }, { expirationTtl: 60 }, { expirationTtl: 91 }]);
  });

  it('is unavailable when KV does not answer', async () => {
    const broken = createKvScope(brokenKv() as KVNamespace, 'people', schema);
    for (const call of [
      broken.get('ada'),
      broken.put('ada', { name: 'Ada' }, 60),
      broken.delete('ada'),
    ])
      await expect(call).rejects.toMatchObject({
        code: 'storage_unavailable',
        details: { retryAfter: 2 },
      });
  });
});
