import { describe, expect, it, vi } from 'vitest';
import { invalidClient } from '../../src/http/oauth-error.ts';
import { toProblemResponse } from '../../src/http/problem.ts';
import { createAdmission } from '../../src/limits/admission.ts';
import type { StoredClient } from '../../src/oauth/clients/client-store.ts';
import { type OauthRoutesDeps, oauthRoutes } from '../../src/oauth/routes.ts';
import { storageUnavailable } from '../../src/shared/errors.ts';

const TRUSTED = { id: 'an-api', secret: 'a-secret' };
const basic = (id: string, secret: string) => ({
  Authorization: `Basic ${btoa(`${id}:${secret}`)}`,
});
const AS_TRUSTED = basic(TRUSTED.id, TRUSTED.secret);
const AS_OTHER = basic('an-app', 'its-secret');
const REGISTERED = { id: 'an-app', authMethod: 'client_secret_basic' } as StoredClient;
const PUBLIC = { id: 'a-native-app', authMethod: 'none' } as StoredClient;

/** The routes; `registered` is the OAuth client that every request authenticates as. */
function arrange(registered: StoredClient | null = null) {
  const calls = {
    revokeToken: vi.fn(async () => {}),
    revokeGrant: vi.fn(async () => {}),
    introspectGrant: vi.fn(async (): Promise<object> => ({ active: false })),
    introspectToken: vi.fn(async (): Promise<object> => ({ active: true, sub: 'of our own' })),
    authenticateClient: vi.fn(async () => {
      if (registered === null) throw invalidClient();
      return registered;
    }),
  };
  const count = vi.fn(async () => null);
  const shield = { limit: vi.fn(async () => ({ success: true })) };
  const limits = { rateLimiter: { count }, shield, onLimitHit: vi.fn() };
  const deps = { ...calls, ...limits, admission: createAdmission() };
  const provided = { ...deps, introspectionClients: [TRUSTED] } as unknown as OauthRoutesDeps;
  const routes = oauthRoutes(() => provided);
  const app = routes.onError((error, c) => toProblemResponse(error, c));
  const post = (path: string, headers: Record<string, string> = {}, body = 'token=a-token') => {
    const type = body.startsWith('{') ? 'application/json' : 'application/x-www-form-urlencoded';
    const address = { 'Content-Type': type, 'CF-Connecting-IP': '203.0.113.7' };
    return app.request(path, { method: 'POST', headers: { ...address, ...headers }, body });
  };
  const revoke = (...given: [Record<string, string>?, string?]) => post('/token/revoke', ...given);
  const introspect = (...given: [Record<string, string>?, string?]) =>
    post('/token/introspect', ...given);
  return { ...calls, count, shield, post, revoke, introspect };
}

async function expectInvalidClient(answer: Response) {
  expect(answer.status).toBe(401);
  expect(answer.headers.get('WWW-Authenticate')).toBe('Basic realm="clients"');
  expect(await answer.json()).toMatchObject({ error: 'invalid_client' });
}

describe('revoking', () => {
  const info = expect.objectContaining({ ipAddress: '203.0.113.7' });

  it('needs no client, and is counted by address', async () => {
    const { revoke, revokeToken, revokeGrant, count, shield } = arrange();
    const answer = await revoke();
    expect([answer.status, await answer.json()]).toEqual([200, {}]);
    expect(revokeToken).toHaveBeenCalledExactlyOnceWith({ token: 'a-token', client: info });
    expect(revokeGrant).not.toHaveBeenCalled();
    expect(count).toHaveBeenCalledExactlyOnceWith('token_revoke', '203.0.113.7');
    expect(shield.limit).not.toHaveBeenCalled();
  });

  it.each([
    ['a public client', PUBLIC, {}],
    ['a client with a secret', REGISTERED, AS_OTHER],
  ])('ends what %s was granted', async (_who, client, headers) => {
    const { revoke, revokeToken, revokeGrant } = arrange(client);
    expect((await revoke(headers)).status).toBe(200);
    expect(revokeToken).toHaveBeenCalledOnce();
    expect(revokeGrant).toHaveBeenCalledExactlyOnceWith({ token: 'a-token', client, info });
  });

  it('looks for no other client if the operator trusts this one', async () => {
    const { revoke, revokeToken, revokeGrant, authenticateClient } = arrange(REGISTERED);
    expect((await revoke(AS_TRUSTED)).status).toBe(200);
    expect(revokeToken).toHaveBeenCalledOnce();
    expect(revokeGrant).not.toHaveBeenCalled();
    expect(authenticateClient).not.toHaveBeenCalled();
  });

  it('is refused with credentials that are wrong', async () => {
    const { revoke, revokeToken } = arrange();
    await expectInvalidClient(await revoke(AS_OTHER));
    expect(revokeToken).not.toHaveBeenCalled();
  });

  it.each([
    ['the storage is away', 503, storageUnavailable({ retryAfter: 2 })],
    ['of a fault of ours', 500, new TypeError('not a function')],
  ])(
    'fails, and can be asked again, if no client is read since %s',
    async (_why, status, error) => {
      const { revoke, revokeToken, authenticateClient } = arrange();
      authenticateClient.mockRejectedValue(error);
      expect((await revoke()).status).toBe(status);
      expect(revokeToken).not.toHaveBeenCalled();
    },
  );

  it('speaks of errors as the request does, in a form or in JSON', async () => {
    const { revoke } = arrange();
    expect(await (await revoke({}, 'token=')).json()).toMatchObject({ error: 'invalid_request' });
    const problem = await (await revoke({}, '{}')).json();
    expect(problem).toMatchObject({ code: 'validation_error' });
    expect(problem).not.toHaveProperty('error');
  });

  it('is done at a path that ends with a slash too', async () => {
    expect((await arrange().post('/token/revoke/')).status).toBe(200);
  });
});

describe('introspecting', () => {
  it.each<[string, StoredClient | null, Record<string, string>]>([
    ['no client', null, {}],
    ['a public client', PUBLIC, {}],
    ['wrong credentials', null, AS_OTHER],
  ])('is refused to %s, after the shield', async (_who, client, headers) => {
    const { introspect, introspectGrant, introspectToken, count, shield } = arrange(client);
    await expectInvalidClient(await introspect(headers));
    expect(shield.limit).toHaveBeenCalledOnce();
    for (const call of [introspectGrant, introspectToken, count])
      expect(call).not.toHaveBeenCalled();
  });

  it('reads no client in a burst', async () => {
    const { introspect, shield, authenticateClient } = arrange(REGISTERED);
    shield.limit.mockResolvedValue({ success: false });
    expect((await introspect(AS_OTHER)).status).toBe(429);
    expect(authenticateClient).not.toHaveBeenCalled();
  });

  it('tells an OAuth client of grants alone', async () => {
    const { introspect, introspectGrant, introspectToken, count, shield } = arrange(REGISTERED);
    const answer = await introspect(AS_OTHER);
    expect([answer.status, await answer.json()]).toEqual([200, { active: false }]);
    const asked = { token: 'a-token', viewer: 'an-app' };
    expect(introspectGrant).toHaveBeenCalledExactlyOnceWith(asked);
    expect(introspectToken).not.toHaveBeenCalled();
    expect(count).toHaveBeenCalledExactlyOnceWith('introspect', 'an-app');
    expect(shield.limit).toHaveBeenCalledOnce();
    introspectGrant.mockResolvedValue({ active: true, sub: 'ada' });
    expect(await (await introspect(AS_OTHER)).json()).toEqual({ active: true, sub: 'ada' });
  });

  it('tells a client that the operator trusts of every token', async () => {
    const world = arrange();
    const { introspect, introspectGrant, introspectToken, authenticateClient } = world;
    const answer = await introspect(AS_TRUSTED);
    expect(await answer.json()).toEqual({ active: true, sub: 'of our own' });
    expect(introspectGrant).toHaveBeenCalledExactlyOnceWith({ token: 'a-token', viewer: null });
    expect(introspectToken).toHaveBeenCalledExactlyOnceWith('a-token');
    expect(world.count).toHaveBeenCalledExactlyOnceWith('introspect', 'an-api');
    for (const call of [world.shield.limit, authenticateClient])
      expect(call).not.toHaveBeenCalled();
    introspectGrant.mockResolvedValue({ active: true, sub: 'ada' });
    expect(await (await introspect(AS_TRUSTED)).json()).toEqual({ active: true, sub: 'ada' });
    expect(introspectToken).toHaveBeenCalledOnce();
  });

  it('speaks of errors as the request does, in a form or in JSON', async () => {
    const { introspect } = arrange();
    const answer = await introspect(AS_TRUSTED, 'token=');
    expect(await answer.json()).toMatchObject({ error: 'invalid_request' });
    const problem = await (await introspect(AS_TRUSTED, '{}')).json();
    expect(problem).toMatchObject({ code: 'validation_error' });
  });
});
