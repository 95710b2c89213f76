import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { createKvScope } from '../../src/shared/kv-scope.ts';
import { brokenKv } from '../support/faults.ts';

const schema = z.object({ name: z.string() });
const scope = createKvScope(env.KV, 'people', schema);

describe('a KV scope', () => {
  it('returns what was put, and forgets what was deleted', async () => {
    await scope.put('ada', { name: 'Ada' }, 600);
    expect(await scope.get('ada')).toEqual({ name: 'Ada' });
    await scope.delete('ada');
    expect(await scope.get('ada')).toBeNull();
    await scope.delete('ada');
  });

  it('prefixes its keys', async () => {
    await scope.put('ada', { name: 'Ada' }, 600);
    expect((await env.KV.list()).keys.map(({ name }) => name)).toEqual(['people:ada']);
    expect(await createKvScope(env.KV, 'pets', schema).get('ada')).toBeNull();
  });

  it.each(['{"name":1}', '{}', 'null', '[]', '"Ada"'])(
    'treats %s, which no longer matches the schema, as absent',
    async (stored) => {
      await env.KV.put('people:ada', stored);
      expect(await scope.get('ada')).toBeNull();
    },
  );

  it.each(['', 'not JSON', '{"name":"A'])(
    'treats %o, which is not JSON, as absent',
    async (stored) => {
      await env.KV.put('people:ada', stored);
      expect(await scope.get('ada')).toBeNull();
    },
  );

  it('keeps values for whole seconds, and at least KV’s minimum', async () => {
    const ttls: unknown[] = [];
    const kv = {
      put: async (_key: string, _value: string, options: unknown) => void ttls.push(options),
    } as unknown as KVNamespace;
    for (const ttl of [1, 60, 90.5])
      await createKvScope(kv, 'people', schema).put('ada', { name: 'Ada' }, ttl);
    expect(ttls).toEqual([{ expirationTtl: 60 }, { expirationTtl: 60 }, { expirationTtl: 91 }]);
  });

  it('throws unavailable when KV fails', async () => {
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
