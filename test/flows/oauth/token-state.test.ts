import { describe, expect, it } from 'vitest';
import {
  addClient,
  askForCode,
  basic,
  exchange,
  type GrantAnswer,
  oauthRefusal,
  postForm,
} from '../../support/oauth.ts';
import { createPageClient } from '../../support/page-client.ts';
import { register } from '../../support/people.ts';
import { createTestApp, type TestApp } from '../../support/test-app.ts';

const TRUSTED = 'api:0123456789abcdef';

/** Two servers, and tokens of the first. */
async function granted() {
  const app = createTestApp({ env: { INTROSPECTION_CLIENTS: TRUSTED } });
  const email = await register(app);
  const browser = createPageClient(app);
  await browser.signIn(email);
  const about = { firstParty: true, authMethod: 'client_secret_basic' } as const;
  const [owner, other] = [await addClient(app, about), await addClient(app, about)];
  const code = await askForCode(browser, owner, { resource: 'https://api.example/' });
  const response = await postForm(
    app,
    '/oauth/token',
    { grant_type: 'authorization_code', code, code_verifier: VERIFIER_OF },
    basic(owner.id, owner.secret),
  );
  const tokens = await response.json<GrantAnswer>();
  const ask = (what: 'revoke' | 'introspect', token: string, client: typeof owner) =>
    postForm(app, `/oauth/${what}`, { token }, basic(client.id, client.secret));
  return { app, browser, owner, other, tokens, ask };
}
const VERIFIER_OF = 'a-verifier-that-is-long-enough-for-rfc-7636-0001';

describe('/oauth/introspect', () => {
  it('tells a client of its own tokens, and of no others', async () => {
    const { app, browser, owner, other, tokens, ask } = await granted();
    const own = await (await ask('introspect', tokens.access_token, owner)).json();
    expect(own).toMatchObject({
      active: true,
      client_id: owner.id,
      scope: tokens.scope,
      token_type: 'Bearer',
      aud: 'https://api.example/',
    });
    const refresh = await (await ask('introspect', tokens.refresh_token, owner)).json();
    expect(refresh).toMatchObject({ active: true, client_id: owner.id, scope: tokens.scope });
    const first = browser.jar.get('__Host-refresh_token') ?? '';
    for (const token of [tokens.access_token, tokens.refresh_token, tokens.id_token, first, 'x'])
      expect(await (await ask('introspect', token, other)).json()).toEqual({ active: false });
    for (const token of [first, tokens.id_token])
      expect(await (await ask('introspect', token, owner)).json()).toEqual({ active: false });
    const trusted = await postForm(
      app,
      '/oauth/introspect',
      { token: tokens.access_token },
      { Authorization: `Basic ${btoa(TRUSTED)}` },
    );
    expect(await trusted.json()).toMatchObject({ active: true, client_id: owner.id });
  });

  it('tells clients whose tokens they receive', async () => {
    const { app, browser, ask } = await granted();
    const about = { firstParty: true, id: 'https:api.example', name: 'API' } as const;
    const api = await addClient(app, { ...about, authMethod: 'client_secret_basic' });
    const open = await addClient(app, { firstParty: true });
    const code = await askForCode(browser, open, { resource: api.id });
    const { access_token: token } = await (await exchange(app, open, code)).json<GrantAnswer>();
    const seen = await (
      await ask('introspect', token, { ...api, id: encodeURIComponent(api.id) })
    ).json();
    expect(seen).toMatchObject({ active: true, client_id: open.id });
  });

  it('is for clients that prove themselves', async () => {
    const { app, tokens } = await granted();
    const open = await addClient(app);
    for (const [fields, headers] of [
      [{ client_id: open.id }, {}],
      [{}, {}],
      [{}, basic('api', 'wrong')],
    ] as [Record<string, string>, Record<string, string>][]) {
      const all = { token: tokens.access_token, ...fields };
      const response = await postForm(app, '/oauth/introspect', all, headers);
      expect(await oauthRefusal(response)).toEqual([401, 'invalid_client']);
    }
  });
});

describe('/oauth/revoke', () => {
  it('ends the grant of a refresh token, of this client alone', async () => {
    const { owner, other, tokens, ask } = await granted();
    expect((await ask('revoke', tokens.refresh_token, other)).status).toBe(200);
    const isActive = async (token: string) =>
      (await (await ask('introspect', token, owner)).json<{ active: boolean }>()).active;
    expect(await isActive(tokens.access_token)).toBe(true);
    expect((await ask('revoke', tokens.refresh_token, owner)).status).toBe(200);
    expect([await isActive(tokens.access_token), await isActive(tokens.refresh_token)]).toEqual([
      false,
      false,
    ]);
    expect((await ask('revoke', tokens.refresh_token, owner)).status).toBe(200);
    expect((await ask('revoke', 'nothing', owner)).status).toBe(200);
  });

  it('refuses an access token from then on, and leaves the grant', async () => {
    const { owner, other, tokens, ask } = await granted();
    const isActive = async (token: string) =>
      (await (await ask('introspect', token, owner)).json<{ active: boolean }>()).active;
    await ask('revoke', tokens.access_token, other);
    expect(await isActive(tokens.access_token)).toBe(true);
    await ask('revoke', tokens.access_token, owner);
    expect([await isActive(tokens.access_token), await isActive(tokens.refresh_token)]).toEqual([
      false,
      true,
    ]);
  });

  it('never ends a session of our own routes', async () => {
    const { app, browser, owner, ask } = await granted();
    const first = browser.jar.get('__Host-refresh_token') ?? '';
    await ask('revoke', first, owner);
    const answer = await app.auth.token.refresh.$post({ json: { refresh: first } });
    expect(answer.status).toBe(200);
  });

  it('is open to public clients, and to nobody unknown', async () => {
    const { app, tokens } = await granted();
    const open = await addClient(app);
    const ask = (client_id: string) =>
      postForm(app, '/oauth/revoke', { token: tokens.refresh_token, client_id });
    expect((await ask(open.id)).status).toBe(200);
    expect(await oauthRefusal(await ask('nobody'))).toEqual([401, 'invalid_client']);
  });
});

describe('the older paths', () => {
  const post = (app: TestApp, what: string, fields: object, headers = {}) =>
    postForm(app, `/api/v1/auth/token/${what}`, fields as Record<string, string>, headers);

  it('introspect tokens of OAuth clients, for the same clients', async () => {
    const { app, browser, owner, other, tokens } = await granted();
    const ask = async (token: string, headers: Record<string, string>) =>
      (await post(app, 'introspect', { token }, headers)).json<Record<string, unknown>>();
    const trusted = { Authorization: `Basic ${btoa(TRUSTED)}` };
    for (const token of [tokens.access_token, tokens.refresh_token]) {
      const state = { active: true, client_id: owner.id, scope: tokens.scope };
      expect(await ask(token, basic(owner.id, owner.secret))).toMatchObject(state);
      expect(await ask(token, trusted)).toMatchObject(state);
      expect(await ask(token, basic(other.id, other.secret))).toEqual({ active: false });
    }
    // Tokens of our own routes are for those alone that the operator trusts, as ever.
    const first = browser.jar.get('__Host-refresh_token') ?? '';
    expect(await ask(first, trusted)).toMatchObject({ active: true, token_type: 'refresh' });
    expect(await ask(first, basic(owner.id, owner.secret))).toEqual({ active: false });
    const wrong = await post(app, 'introspect', { token: first }, basic(owner.id, 'wrong'));
    expect(await oauthRefusal(wrong)).toEqual([401, 'invalid_client']);
    const json = await app.post('/api/v1/auth/token/introspect', { token: first });
    expect([json.status, json.headers.get('Content-Type')]).toEqual([
      401,
      'application/problem+json',
    ]);
    const open = await addClient(app);
    const named = await post(app, 'introspect', { token: first, client_id: open.id });
    expect(await oauthRefusal(named)).toEqual([401, 'invalid_client']);
  });

  it('revoke a token of an OAuth client, for that client alone', async () => {
    const { app, browser, owner, other, tokens, ask } = await granted();
    const isActive = async (token: string) =>
      (await (await ask('introspect', token, owner)).json<{ active: boolean }>()).active;
    const revoke = async (token: string, headers = {}) =>
      (await post(app, 'revoke', { token }, headers)).status;
    expect(await revoke(tokens.refresh_token)).toBe(200);
    expect(await revoke(tokens.refresh_token, basic(other.id, other.secret))).toBe(200);
    expect(await isActive(tokens.refresh_token)).toBe(true);
    expect(await revoke(tokens.access_token, basic(owner.id, owner.secret))).toBe(200);
    expect([await isActive(tokens.access_token), await isActive(tokens.refresh_token)]).toEqual([
      false,
      true,
    ]);
    expect(await revoke(tokens.refresh_token, basic(owner.id, owner.secret))).toBe(200);
    expect(await isActive(tokens.refresh_token)).toBe(false);
    expect(await revoke('x', basic(owner.id, 'wrong'))).toBe(401);
    // A token of our own routes by whoever holds it, as ever.
    const first = browser.jar.get('__Host-refresh_token') ?? '';
    expect(await revoke(first)).toBe(200);
    const over = await app.auth.token.refresh.$post({ json: { refresh: first } });
    expect(over.status).toBe(401);
  });

  it('revoke for a public client by its id', async () => {
    const { app, browser } = await granted();
    const open = await addClient(app, { firstParty: true });
    const code = await askForCode(browser, open);
    const tokens = await (await exchange(app, open, code)).json<GrantAnswer>();
    const fields = { token: tokens.refresh_token, client_id: open.id };
    expect((await post(app, 'revoke', fields)).status).toBe(200);
    const info = { Authorization: `Bearer ${tokens.access_token}` };
    expect((await app.fetch('/oauth/userinfo', { headers: info })).status).toBe(401);
  });
});
