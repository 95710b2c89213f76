import { describe, expect, it, vi } from 'vitest';
import { createClientCache } from '../../../src/oauth/clients/client-cache.ts';
import type { StoredClient } from '../../../src/oauth/clients/client-store.ts';
import { createFindClient } from '../../../src/oauth/clients/find-client.ts';
import { createMayAct } from '../../../src/oauth/clients/may-act.ts';
import { clientOf } from '../token-endpoint/world.ts';

function arrange(client: StoredClient | null) {
  const find = vi.fn(async (_: string) => client);
  const time = { now: 0 };
  const deps = { clients: { find }, cache: createClientCache(), clock: () => time.now };
  return { find, time, look: createFindClient(deps), mayAct: createMayAct(deps) };
}

describe('a client', () => {
  it('is read once in 30 seconds', async () => {
    const { look, find, time } = arrange(clientOf());
    for (time.now of [0, 29_999]) expect(await look('c-app')).toEqual(clientOf());
    expect(find).toHaveBeenCalledExactlyOnceWith('c-app');
    time.now = 30_000;
    expect(await look('c-app')).toEqual(clientOf());
    expect(find).toHaveBeenCalledTimes(2);
  });

  it('that is unknown is looked for each time', async () => {
    const { look, find } = arrange(null);
    for (const id of ['c-app', 'c-app']) expect(await look(id)).toBeNull();
    expect(find).toHaveBeenCalledTimes(2);
  });

  it('is looked for by up to 64 characters', async () => {
    const id = 'c'.repeat(64);
    const { look, find } = arrange(clientOf({ id }));
    expect(await look(`${id}c`)).toBeNull();
    expect(find).not.toHaveBeenCalled();
    expect(await look(id)).toMatchObject({ id });
  });
});

describe('acting for users at our own routes', () => {
  const ours = { firstParty: true, scopes: ['openid', 'account'] };

  it.each([
    ['one of ours with the scope', clientOf(ours), true],
    ['one of ours without it', clientOf({ ...ours, scopes: ['openid', 'accounts'] }), false],
    ['a third party', clientOf({ ...ours, firstParty: false }), false],
    ['one that is disabled', clientOf({ ...ours, disabledAt: 0 }), false],
    ['one that is unknown', null, false],
  ])('is for %s: %o, %s', async (_who, client, expected) => {
    expect(await arrange(client).mayAct('c-app')).toBe(expected);
  });
});
