import type { Hono } from 'hono';
import { describe, expect, it, vi } from 'vitest';
import { DPOP_CHALLENGE, PROOF_ALGS } from '../../../src/http/challenge.ts';
import { invalidDpopProof, useDpopNonce } from '../../../src/http/oauth-error.ts';
import type { OauthClient } from '../../../src/oauth/clients/client.ts';
import { userInfoRoutes } from '../../../src/oauth/token-endpoint/user-info-routes.ts';
import { storageUnavailable } from '../../../src/shared/errors.ts';
import { insufficientScope, tokenExpired } from '../../../src/tokens/errors.ts';
import { appOf, clientOf, shownOf } from './world.ts';

type OnClient = (client: OauthClient) => void;
const CLAIMS = { sub: 'ada' };
const BEARER = { Authorization: 'Bearer a-token' };
const DPOP = { Authorization: 'DPoP a-token', DPoP: 'a-proof' };

function arrange(error: Error | null = null) {
  const userInfo = vi.fn(async (_: unknown, onClient: OnClient) => {
    onClient(clientOf());
    if (error !== null) throw error;
    return CLAIMS;
  });
  const provide = () => ({ userInfo }) as never;
  return { ...appOf(userInfoRoutes(provide) as unknown as Hono), userInfo };
}
const challengeOf = (answer: Response) => answer.headers.get('WWW-Authenticate');

describe('the token that asks about its user', () => {
  it('comes by header, however the request is sent', async () => {
    const { get, post, userInfo } = arrange();
    const asked = [
      get('/userinfo', BEARER),
      post('/userinfo', {}, BEARER),
      post('/userinfo', { access_token: 'another' }, BEARER),
    ];
    for (const answer of asked) expect(await shownOf(answer)).toEqual([200, CLAIMS]);
    expect(userInfo.mock.calls.map(([token]) => token)).toEqual(Array(3).fill('a-token'));
  });

  it('comes with a proof of its key', async () => {
    const { get, userInfo } = arrange();
    await get('/userinfo', DPOP);
    const shown = { header: 'a-proof', method: 'GET', path: '/oauth/userinfo' };
    expect(userInfo.mock.calls[0]?.[0]).toEqual({ token: 'a-token', shown });
  });

  it('may be in the form of a POST', async () => {
    const { post, userInfo } = arrange();
    const answer = post('/userinfo', { access_token: 'a-token' });
    expect(await shownOf(answer)).toEqual([200, CLAIMS]);
    expect(userInfo.mock.calls[0]?.[0]).toBe('a-token');
  });

  it('is never in another body, in the query, or there twice', async () => {
    const { get, post, userInfo } = arrange();
    const form = { 'Content-Type': 'application/x-www-form-urlencoded' };
    const asked = [
      get('/userinfo?access_token=a-token'),
      get('/userinfo', form),
      post('/userinfo?access_token=a-token', {}),
      post('/userinfo', { access_token: 'a-token' }, { 'Content-Type': 'text/plain' }),
      post('/userinfo', 'access_token=a-token&access_token=b'),
    ];
    for (const answer of asked) expect((await answer).status).toBe(401);
    expect(userInfo).not.toHaveBeenCalled();
  });
});

describe('a refusal of the claims', () => {
  it('gives no error code to a request without a token, but says how to send one', async () => {
    const { get, noted } = arrange();
    const answer = await get('/userinfo');
    expect(challengeOf(answer)).toBe(`Bearer, ${DPOP_CHALLENGE}`);
    expect((await shownOf(answer))[0]).toBe(401);
    expect(noted).toEqual(['token_missing']);
  });

  it.each([
    [tokenExpired(), 401, 'invalid_token', 'token_expired'],
    [insufficientScope(), 403, 'insufficient_scope', 'insufficient_scope'],
    [invalidDpopProof(), 401, 'invalid_dpop_proof', 'invalid_dpop_proof'],
    [useDpopNonce({ headers: { 'DPoP-Nonce': 'n' } }), 401, 'use_dpop_nonce', 'use_dpop_nonce'],
  ])('says why: %s', async (refusal, status, error, code) => {
    const { get, noted } = arrange(refusal);
    const answer = await get('/userinfo', BEARER);
    expect(challengeOf(answer)).toBe(`Bearer error="${error}", ${DPOP_CHALLENGE}`);
    expect(answer.headers.get('DPoP-Nonce')).toBe(refusal.details.headers?.['DPoP-Nonce'] ?? null);
    const body = { error, error_description: refusal.title };
    expect(await shownOf(answer)).toEqual([status, body]);
    expect(noted).toEqual([code]);
  });

  it('speaks to who proves a key as to one', async () => {
    const { get } = arrange(tokenExpired());
    const challenge = challengeOf(await get('/userinfo', DPOP));
    const algs = `algs="${PROOF_ALGS.join(' ')}"`;
    expect(challenge).toBe(`DPoP error="invalid_token", ${algs}, Bearer`);
  });

  it('can be read by pages of the client', async () => {
    const { get } = arrange(tokenExpired());
    const answer = await get('/userinfo', { ...BEARER, Origin: 'https://app.example.com' });
    expect(answer.headers.get('Access-Control-Allow-Origin')).toBe('https://app.example.com');
  });

  it('is none of an outage, which is an OAuth error too', async () => {
    const { get } = arrange(storageUnavailable());
    const answer = await get('/userinfo', BEARER);
    expect(challengeOf(answer)).toBeNull();
    const [status, body] = await shownOf(answer);
    expect([status, body.error]).toEqual([503, 'temporarily_unavailable']);
  });
});
