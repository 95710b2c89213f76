import type { Hono } from 'hono';
import { describe, expect, it, vi } from 'vitest';
import type { GrantTokens } from '../../../src/oauth/grants/issue-grant-tokens.ts';
import { tokenRoutes } from '../../../src/oauth/token-endpoint/token-routes.ts';
import { ADDRESS, appOf, clientOf, enterDeps, shownOf } from './world.ts';

const CLIENT = clientOf();
const TOKENS: GrantTokens = {
  ...{ accessToken: 'access', tokenType: 'Bearer', expiresIn: 59_999, scope: 'openid' },
  ...{ refreshToken: 'refresh', idToken: 'id', userId: 'ada', sessionId: 'a-session' },
};
const PROOF = { jkt: 'a-key', jti: 'a-use' };

function arrange(tokens: GrantTokens = TOKENS) {
  const { deps, count } = enterDeps(CLIENT);
  const exchangeCode = vi.fn(async (_: object) => tokens);
  const refreshGrant = vi.fn(async (_: object) => tokens);
  const readProof = vi.fn(async (..._: unknown[]) => PROOF);
  const provide = () => ({ ...deps, exchangeCode, refreshGrant, readProof }) as never;
  const { post } = appOf(tokenRoutes(provide) as unknown as Hono);
  const ask = (form: object, headers = {}) => post('/token', form, headers);
  return { ask, exchangeCode, refreshGrant, count };
}

const CODE = { grant_type: 'authorization_code', code: 'a-code' };
const REFRESH = { grant_type: 'refresh_token', refresh_token: 'a-token' };
/** What is handed on of every request. */
const by = { client: CLIENT, resource: null, jkt: null };
const info = expect.objectContaining({ ipAddress: ADDRESS });

describe('a code', () => {
  it('is exchanged by the client that authenticates', async () => {
    const { ask, exchangeCode, refreshGrant, count } = arrange();
    expect((await ask(CODE)).status).toBe(200);
    const expected = { code: 'a-code', redirectUri: null, verifier: null, ...by, info };
    expect(exchangeCode).toHaveBeenCalledExactlyOnceWith(expected);
    expect(refreshGrant).not.toHaveBeenCalled();
    expect(count).toHaveBeenCalledExactlyOnceWith('oauth_token', CLIENT.id);
  });

  it('comes with all that it was asked for with, and the key that is proved', async () => {
    const { ask, exchangeCode } = arrange();
    const given = { redirect_uri: 'https://x', code_verifier: 'v', resource: 'https://api' };
    await ask({ ...CODE, ...given }, { DPoP: 'a-proof' });
    expect(exchangeCode).toHaveBeenCalledExactlyOnceWith({
      ...{ code: 'a-code', redirectUri: 'https://x', verifier: 'v', resource: 'https://api' },
      ...{ client: CLIENT, jkt: 'a-key', proof: PROOF, info },
    });
  });
});

describe('a refresh token', () => {
  it('is exchanged for all that was granted, or for less', async () => {
    const { ask, refreshGrant, exchangeCode } = arrange();
    expect((await ask(REFRESH)).status).toBe(200);
    const all = { token: 'a-token', scope: null, ...by, info };
    expect(refreshGrant).toHaveBeenLastCalledWith(all);
    await ask({ ...REFRESH, scope: 'openid', resource: 'https://api' });
    const less = { ...all, scope: 'openid', resource: 'https://api' };
    expect(refreshGrant).toHaveBeenLastCalledWith(less);
    expect(exchangeCode).not.toHaveBeenCalled();
  });
});

describe('the answer of the token endpoint', () => {
  it('has whole seconds, and the names of the standard', async () => {
    const { ask } = arrange();
    expect(await shownOf(ask(CODE))).toEqual([
      200,
      {
        ...{ access_token: 'access', token_type: 'Bearer', expires_in: 59, scope: 'openid' },
        ...{ refresh_token: 'refresh', id_token: 'id' },
      },
    ]);
  });

  it('leaves out the tokens that there are none of', async () => {
    const { ask } = arrange({ ...TOKENS, refreshToken: null, idToken: null });
    const [, body] = await shownOf(ask(REFRESH));
    expect(Object.keys(body)).toEqual(['access_token', 'token_type', 'expires_in', 'scope']);
  });
});

describe('what the token endpoint refuses', () => {
  it.each([
    [{ grant_type: 'password', username: 'ada' }, 'unsupported_grant_type', /./],
    [{}, 'invalid_request', /^grant_type: /],
    [{ grant_type: 'authorization_code' }, 'invalid_request', /^code: /],
    [{ grant_type: 'refresh_token' }, 'invalid_request', /^refresh_token: /],
    [{ ...CODE, code: 'x'.repeat(1025) }, 'invalid_request', /^code: /],
  ])('is %j, as %s', async (form, error, description) => {
    const { ask, exchangeCode, refreshGrant } = arrange();
    const [status, body] = await shownOf(ask(form));
    expect([status, body.error]).toEqual([400, error]);
    expect(body.error_description).toMatch(description);
    expect(exchangeCode).not.toHaveBeenCalled();
    expect(refreshGrant).not.toHaveBeenCalled();
  });
});
