import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { clientCacheOf, createClientCache } from '../../../src/oauth/clients/client-cache.ts';
import { BLANK } from '../../../src/oauth/clients/client-columns.ts';
import type { StoredClient } from '../../../src/oauth/clients/client-store.ts';
import { createFindClient } from '../../../src/oauth/clients/find-client.ts';

const SECOND = 1000;
const clientOf = (id: string, name = 'App'): StoredClient => ({
  ...BLANK,
  id,
  name,
  idTokenAlg: 'ES256',
  secrets: [],
  disabledAt: null,
  createdAt: 1,
  updatedAt: 1,
});

describe('what an isolate knows of a client', () => {
  it('is good for 30 seconds', () => {
    const cache = createClientCache();
    cache.keep(clientOf('c-1'), 0);
    expect(cache.find('c-1', 30 * SECOND - 1)?.id).toBe('c-1');
    expect(cache.find('c-1', 30 * SECOND)).toBeNull();
    expect(cache.find('c-2', 0)).toBeNull();
  });

  it('is forgotten when it is told so, and replaced by what is newer', () => {
    const cache = createClientCache();
    cache.keep(clientOf('c-1'), 0);
    cache.keep(clientOf('c-1', 'Newer'), 20 * SECOND);
    expect(cache.find('c-1', 40 * SECOND)?.name).toBe('Newer');
    cache.forget('c-1');
    expect(cache.find('c-1', 40 * SECOND)).toBeNull();
  });

  it('has a bound: the one that was read longest ago goes first', () => {
    const cache = createClientCache();
    for (let n = 0; n < 500; n++) cache.keep(clientOf(`c-${n}`), n);
    cache.keep(clientOf('c-0'), 500);
    cache.keep(clientOf('c-500'), 501);
    expect(cache.find('c-1', 502)).toBeNull();
    for (const id of ['c-0', 'c-2', 'c-500']) expect(cache.find(id, 502)?.id).toBe(id);
  });

  it('loses nothing when it is full and one of it is read again', () => {
    const cache = createClientCache();
    for (let n = 0; n < 500; n++) cache.keep(clientOf(`c-${n}`), n);
    cache.keep(clientOf('c-7', 'Newer'), 500);
    expect(cache.find('c-0', 501)?.id).toBe('c-0');
    expect(cache.find('c-7', 501)?.name).toBe('Newer');
  });

  it('is of one database', () => {
    const other = {} as D1Database;
    clientCacheOf(env.DB).keep(clientOf('c-of-one'), 0);
    expect(clientCacheOf(env.DB).find('c-of-one', 1)?.id).toBe('c-of-one');
    expect(clientCacheOf(other).find('c-of-one', 1)).toBeNull();
  });
});

describe('finding a client', () => {
  /** A finder that counts what it asks of the database. */
  function createFinder() {
    const state = { now: 0, asked: [] as string[], down: false };
    const find = createFindClient({
      cache: createClientCache(),
      clock: () => state.now,
      clients: {
        find: async (id) => {
          state.asked.push(id);
          if (state.down) throw new Error('D1 is down');
          return id === 'c-none' ? null : clientOf(id);
        },
      },
    });
    return { state, find };
  }

  it('asks the database once in 30 seconds', async () => {
    const { state, find } = createFinder();
    for (state.now of [0, 10 * SECOND, 29 * SECOND]) expect((await find('c-1'))?.id).toBe('c-1');
    expect(state.asked).toEqual(['c-1']);
    state.now = 30 * SECOND;
    await find('c-1');
    expect(state.asked).toEqual(['c-1', 'c-1']);
  });

  it('remembers no unknown one, which may be registered the next moment, and no failure', async () => {
    const { state, find } = createFinder();
    expect(await find('c-none')).toBeNull();
    expect(await find('c-none')).toBeNull();
    expect(state.asked).toHaveLength(2);
    state.down = true;
    await expect(find('c-1')).rejects.toThrow('down');
    state.down = false;
    expect((await find('c-1'))?.id).toBe('c-1');
  });

  it('asks nothing about what can be no id', async () => {
    const { state, find } = createFinder();
    expect(await find('c'.repeat(65))).toBeNull();
    expect(state.asked).toEqual([]);
  });
});
