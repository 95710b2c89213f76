import type { Hono } from 'hono';
import { describe, expect, it, vi } from 'vitest';
import { invalidClient } from '../../../src/http/oauth-error.ts';
import type { StoredClient } from '../../../src/oauth/clients/client-store.ts';
import type { GrantState } from '../../../src/oauth/token-endpoint/introspect-grant.ts';
import { tokenStateRoutes } from '../../../src/oauth/token-endpoint/token-state-routes.ts';
import { ADDRESS, appOf, clientOf, enterDeps, shownOf } from './world.ts';

const CLIENT = clientOf();
const PUBLIC = clientOf({ authMethod: 'none' });
const TRUSTED = { client_id: 'operator', client_secret: 'a-secret' };
const INACTIVE = { active: false } as const;
const OF_GRANT: GrantState = { active: true, client_id: 'c-app' };
const OWN = { active: true, token_type: 'access' };

function arrange(client: StoredClient | Error = CLIENT, state: GrantState = OF_GRANT) {
  const world = enterDeps(client);
  const revokeGrant = vi.fn(async (_: object) => undefined);
  const introspectGrant = vi.fn(async (_: object) => state);
  const introspectToken = vi.fn(async (_: string) => OWN);
  const introspectionClients = [{ id: 'operator', secret: 'a-secret' }];
  const calls = { revokeGrant, introspectGrant, introspectToken };
  const provide = () => ({ ...world.deps, ...calls, introspectionClients }) as never;
  return { ...world, ...calls, ...appOf(tokenStateRoutes(provide) as unknown as Hono) };
}

describe('a token that a client revokes', () => {
  it('is handed on, and answered with nothing', async () => {
    const { post, revokeGrant, count } = arrange();
    expect(await shownOf(post('/revoke', { token: 'x' }))).toEqual([200, {}]);
    const info = expect.objectContaining({ ipAddress: ADDRESS });
    const expected = { token: 'x', client: CLIENT, info };
    expect(revokeGrant).toHaveBeenCalledExactlyOnceWith(expected);
    expect(count).toHaveBeenCalledExactlyOnceWith('oauth_token', CLIENT.id);
  });

  it.each(['/revoke', '/introspect'])('has to be there, and short: %s', async (path) => {
    const { post, revokeGrant, introspectGrant } = arrange();
    for (const form of [{}, { token: '' }, { token: 'x'.repeat(4097) }]) {
      const [status, body] = await shownOf(post(path, form));
      expect([status, body.error]).toEqual([400, 'invalid_request']);
    }
    expect(revokeGrant).not.toHaveBeenCalled();
    expect(introspectGrant).not.toHaveBeenCalled();
  });
});

describe('a confidential client', () => {
  it.each([OF_GRANT, INACTIVE])('sees what the token is to it: %j', async (state) => {
    const { post, introspectGrant, introspectToken, count } = arrange(CLIENT, state);
    expect(await shownOf(post('/introspect', { token: 'x' }))).toEqual([200, state]);
    expect(introspectGrant).toHaveBeenCalledExactlyOnceWith({ token: 'x', viewer: CLIENT.id });
    expect(introspectToken).not.toHaveBeenCalled();
    expect(count).toHaveBeenCalledExactlyOnceWith('introspect', CLIENT.id);
  });

  it('has to authenticate', async () => {
    const { post, introspectGrant } = arrange(invalidClient());
    const wrong = { ...TRUSTED, client_secret: 'wrong' };
    for (const form of [{}, wrong]) {
      const [status, body] = await shownOf(post('/introspect', { token: 'x', ...form }));
      expect([status, body.error]).toEqual([401, 'invalid_client']);
    }
    expect(introspectGrant).not.toHaveBeenCalled();
  });

  it('sends a form, and nothing else', async () => {
    const { post, authenticateClient } = arrange();
    const headers = { 'Content-Type': 'text/plain' };
    const [status, body] = await shownOf(post('/introspect', { token: 'x', ...TRUSTED }, headers));
    expect([status, body.error]).toEqual([415, 'invalid_request']);
    expect(authenticateClient).not.toHaveBeenCalled();
  });
});

describe('a public client', () => {
  it('sees nothing, and meets the shield each time', async () => {
    const { post, introspectGrant, limit } = arrange(PUBLIC);
    const answer = await post('/introspect', { token: 'x' });
    expect(answer.headers.get('WWW-Authenticate')).toBe('Basic realm="clients"');
    const [status, body] = await shownOf(answer);
    expect([status, body.error]).toEqual([401, 'invalid_client']);
    expect(introspectGrant).not.toHaveBeenCalled();
    // As one that may be anybody, and as one that is refused.
    expect(limit).toHaveBeenCalledTimes(2);
  });
});

describe('a client that the operator trusts', () => {
  it('sees every token of a grant', async () => {
    const { post, authenticateClient, introspectGrant, introspectToken, count } = arrange();
    const form = { token: 'x', ...TRUSTED };
    expect(await shownOf(post('/introspect', form))).toEqual([200, OF_GRANT]);
    expect(introspectGrant).toHaveBeenCalledExactlyOnceWith({ token: 'x', viewer: null });
    expect(introspectToken).not.toHaveBeenCalled();
    expect(authenticateClient).not.toHaveBeenCalled();
    expect(count).toHaveBeenCalledExactlyOnceWith('introspect', 'operator');
  });

  it('sees those of our own routes too', async () => {
    const { post, introspectToken } = arrange(CLIENT, INACTIVE);
    expect(await shownOf(post('/introspect', { token: 'x', ...TRUSTED }))).toEqual([200, OWN]);
    expect(introspectToken).toHaveBeenCalledExactlyOnceWith('x');
  });

  it('is judged as every other client if an assertion comes too', async () => {
    const { post, authenticateClient, introspectGrant } = arrange(invalidClient());
    const form = { token: 'x', ...TRUSTED, client_assertion: 'y' };
    expect((await post('/introspect', form)).status).toBe(401);
    expect(authenticateClient).toHaveBeenCalledOnce();
    expect(introspectGrant).not.toHaveBeenCalled();
  });

  it('is refused in the words of OAuth', async () => {
    const { post } = arrange();
    const [, body] = await shownOf(post('/introspect', TRUSTED));
    expect(body.error).toBe('invalid_request');
  });
});
