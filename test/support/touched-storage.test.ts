import { evictDurableObject, reset, runInDurableObject } from 'cloudflare:test';
import { env, exports } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { isStorageTouched, loadStorage } from './touched-storage.ts';

const guard = () => env.ACCOUNT_GUARD.getByName('left-behind');
const leave = () => runInDurableObject(guard(), (_, { storage }) => storage.put('left', 'behind'));
const leftInGuard = () => runInDurableObject(guard(), (_, { storage }) => storage.get('left'));

/** Ways to leave something in storage that the next test must not find. */
const TOUCHES: Record<string, () => unknown> = {
  'a row': () =>
    env.DB.prepare(`insert into deployment (name, value) values ('left', 'behind')`).run(),
  'a row, in a batch of a session': () => {
    const session = env.DB.withSession();
    return session.batch([
      session.prepare(`insert into deployment (name, value) values ('left', 'behind')`),
    ]);
  },
  'a key': () => env.KV.put('left', 'behind'),
  'what a guard keeps': leave,
  'a request': () => exports.default.fetch('https://auth.test/api/v1/auth/health'),
};

async function findLeft() {
  const [rows, keys, value] = await Promise.all([
    env.DB.prepare(`select * from deployment where name = 'left'`).all(),
    env.KV.list(),
    leftInGuard(),
  ]);
  return [...rows.results, ...keys.keys, ...(value === undefined ? [] : [value])];
}

// In this order: each test finds what the one before has left.
describe.each(Object.entries(TOUCHES))('storage after %s', (_, touch) => {
  it('is known to be in use', async () => {
    expect(isStorageTouched()).toBe(false);
    await touch();
    expect(isStorageTouched()).toBe(true);
  });

  it('is empty again', async () => {
    expect(isStorageTouched()).toBe(false);
    expect(await findLeft()).toEqual([]);
  });
});

describe('a guard that was evicted', () => {
  it.each([
    [0, 'behind'],
    [10_000, undefined],
  ])('is emptied by a reset once it is loaded: after %i ms', async (after, left) => {
    await leave();
    await evictDurableObject(guard());
    await loadStorage(Date.now() + after);
    await reset();
    expect(await leftInGuard()).toBe(left);
  });
});

describe('storage that nothing reached', () => {
  it('stays as it is', () => {
    expect(isStorageTouched()).toBe(false);
  });

  it('has its tables', async () => {
    expect(isStorageTouched()).toBe(false);
    expect((await env.DB.prepare('select count(*) from users').all()).success).toBe(true);
  });
});

it('is watched once, by the state that all see, if modules are loaded anew', async () => {
  const { prepare } = Object.getPrototypeOf(env.DB) as D1Database;
  // A copy of this module alone: `vi.resetModules` would load those of all later files anew.
  const copy = './touched-storage.ts?anew';
  const anew = (await import(copy)) as typeof import('./touched-storage.ts');
  expect(anew.isStorageTouched).not.toBe(isStorageTouched);
  expect(Object.getPrototypeOf(env.DB).prepare).toBe(prepare);
  await env.KV.get('any');
  expect([anew.isStorageTouched(), isStorageTouched()]).toEqual([true, true]);
});
