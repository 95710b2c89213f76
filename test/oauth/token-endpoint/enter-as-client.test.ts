import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import { invalidClient } from '../../../src/http/oauth-error.ts';
import type { StoredClient } from '../../../src/oauth/clients/client-store.ts';
import { enterAsClient, limitByClient } from '../../../src/oauth/token-endpoint/enter-as-client.ts';
import { ADDRESS, appOf, clientOf, enterDeps, shownOf } from './world.ts';

const PUBLIC = clientOf({ authMethod: 'none' });
const SERVER = clientOf({ authMethod: 'client_secret_post' });
const UNPROVED = invalidClient();

function arrange(client: StoredClient | Error, { isBurst = false } = {}) {
  const world = enterDeps(client);
  if (isBurst) world.limit.mockResolvedValue({ success: false });
  const provide = () => world.deps;
  const routes = new Hono<{ Variables: { client: StoredClient } }>().post(
    '/x',
    enterAsClient(provide),
    limitByClient(provide, 'oauth_token'),
    (c) => c.json({ id: c.get('client').id }),
  );
  const app = appOf(routes as unknown as Hono);
  return { ...world, enter: (headers = {}) => app.post('/x', { a: 'b' }, headers) };
}

describe('a form of a client', () => {
  it('comes in once its client has authenticated, and its answer is never kept', async () => {
    const { enter, authenticateClient } = arrange(SERVER);
    const answer = await enter();
    expect(await shownOf(answer)).toEqual([200, { id: 'c-app' }]);
    expect(answer.headers.get('Pragma')).toBe('no-cache');
    expect(authenticateClient).toHaveBeenCalledOnce();
  });

  it('is answered so that pages of the client can read it, and no others', async () => {
    const { enter } = arrange(PUBLIC);
    const allowed = async (Origin: string) =>
      (await enter({ Origin })).headers.get('Access-Control-Allow-Origin');
    expect(await allowed('https://app.example.com')).toBe('https://app.example.com');
    expect(await allowed('https://evil.example')).toBeNull();
  });

  it('is refused with an OAuth error where its client does not authenticate', async () => {
    const { enter, count } = arrange(UNPROVED);
    const [status, body] = await shownOf(enter());
    expect([status, body.error]).toEqual([401, 'invalid_client']);
    expect(count).not.toHaveBeenCalled();
  });

  it('is the only body that is read', async () => {
    const { enter, authenticateClient, limit } = arrange(SERVER);
    const [status, body] = await shownOf(enter({ 'Content-Type': 'application/json' }));
    expect([status, body.error]).toEqual([415, 'invalid_request']);
    expect(authenticateClient).not.toHaveBeenCalled();
    expect(limit).toHaveBeenCalledOnce();
  });
});

describe('the shield', () => {
  it.each([
    ['a server that proves itself', SERVER, 200, 0],
    ['a public client', PUBLIC, 429, 1],
    ['who does not authenticate', UNPROVED, 429, 1],
  ])('in a burst, to %s', async (_who, client, status, times) => {
    const { enter, limit } = arrange(client, { isBurst: true });
    expect((await enter()).status).toBe(status);
    expect(limit).toHaveBeenCalledTimes(times);
    for (const [asked] of limit.mock.calls) expect(asked).toEqual({ key: ADDRESS });
  });

  it('lets a public client pass otherwise', async () => {
    const { enter, limit } = arrange(PUBLIC);
    expect((await enter()).status).toBe(200);
    expect(limit).toHaveBeenCalledOnce();
  });
});

describe('requests', () => {
  it.each([
    ['a server', SERVER, ['c-app']],
    ['a public client, whose id anybody may send', PUBLIC, ['c-app', ADDRESS]],
  ])('of %s are counted by %j', async (_who, client, subject) => {
    const { enter, count } = arrange(client);
    await enter();
    expect(count).toHaveBeenCalledExactlyOnceWith('oauth_token', ...subject);
  });
});
