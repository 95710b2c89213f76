import { env } from 'cloudflare:workers';
import { createLocalJWKSet, type JSONWebKeySet, type JWK, jwtVerify } from 'jose';
import { describe, expect, it } from 'vitest';
import { makeKey } from '../../../src/cli/make-key.ts';
import {
  askForCode,
  CALLBACK,
  claimsOf,
  exchange,
  type GrantAnswer,
  ISSUER,
  oauthRefusal,
  postForm,
  type TestClient,
} from '../../support/oauth.ts';
import { clientIn, clientsBy, official } from '../../support/oauth-clients.ts';
import { signedIn } from '../../support/oauth-world.ts';
import { createTestApp } from '../../support/test-app.ts';

/** Somebody who is signed in, and a client that an administrator has registered. */
async function registered(settings: object = {}) {
  const { keys } = JSON.parse(env.JWT_KEYS) as { keys: JWK[] };
  const JWT_KEYS = JSON.stringify({ keys: [...keys, await makeKey('EdDSA')] });
  const app = createTestApp({ env: { JWT_KEYS } });
  const clients = clientsBy(app, await official(app, 'admin'));
  const { browser } = await signedIn(app);
  const way = { redirect_uris: [CALLBACK], token_endpoint_auth_method: 'client_secret_post' };
  const made = await clientIn(await clients.register({ ...way, ...settings }));
  const { client_id: id, client_secret: secret = '' } = made;
  const grant = async (): Promise<GrantAnswer> => {
    const code = await askForCode(browser, { id } as TestClient);
    return (await exchange(app, { id }, code, { client_secret: secret })).json<GrantAnswer>();
  };
  const refresh = (refresh_token: string, client_secret = secret) =>
    postForm(app, '/oauth/token', {
      grant_type: 'refresh_token',
      refresh_token,
      client_id: id,
      client_secret,
    });
  return { app, clients, id, secret, grant, refresh };
}
const lifeOf = (token: string) => {
  const { exp, iat } = claimsOf(token) as { exp: number; iat: number };
  return exp - iat;
};

describe('a client as it is registered', () => {
  it('has tokens that live as long as it says, from the next refresh if that changes', async () => {
    const lives = { access_token_ttl: 120, refresh_token_ttl: 3600 };
    const { app, clients, id, grant, refresh } = await registered(lives);
    const first = await grant();
    const told = [first.expires_in, lifeOf(first.access_token), lifeOf(first.refresh_token)];
    expect(told).toEqual([120, 120, 3600]);
    expect((await clients.change(id, { access_token_ttl: 60 })).status).toBe(200);
    const next = await (await refresh(first.refresh_token)).json<GrantAnswer>();
    expect([next.expires_in, lifeOf(next.access_token)]).toEqual([60, 60]);
    app.advance(3_600_000);
    expect(await oauthRefusal(await refresh(next.refresh_token))).toEqual([400, 'invalid_grant']);
  });

  it.each(['RS256', 'ES256', 'EdDSA'])('has ID tokens by %s', async (alg) => {
    const { app, grant } = await registered({ id_token_signed_response_alg: alg });
    const { id_token } = await grant();
    const keys = await (await app.fetch('/.well-known/jwks.json')).json<JSONWebKeySet>();
    const currentDate = new Date(app.clock());
    const verified = await jwtVerify(id_token, createLocalJWKSet(keys), {
      issuer: ISSUER,
      algorithms: [alg],
      currentDate,
    });
    expect(verified.payload.nonce).toBe('a-nonce');
  });

  it('has two secrets at most, and each is good at the endpoint', async () => {
    const { clients, id, secret, refresh } = await registered();
    const rotate = async () => (await clientIn(await clients.rotate(id))).client_secret ?? '';
    const inside = [400, 'invalid_grant'];
    const next = await rotate();
    for (const one of [secret, next])
      expect(await oauthRefusal(await refresh('x', one))).toEqual(inside);
    const last = await rotate();
    expect(await oauthRefusal(await refresh('x', secret))).toEqual([401, 'invalid_client']);
    for (const one of [next, last])
      expect(await oauthRefusal(await refresh('x', one))).toEqual(inside);
  });
});
