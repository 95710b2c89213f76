import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { failure, grantsOf } from '../../support/grants.ts';
import {
  addClient,
  askForCode,
  authorizePath,
  CALLBACK,
  exchange,
  type GrantAnswer,
  postForm,
  visit,
} from '../../support/oauth.ts';
import { clientsBy, official } from '../../support/oauth-clients.ts';
import { createPageClient } from '../../support/page-client.ts';
import { bearer, newcomer, register } from '../../support/people.ts';
import { createTestApp } from '../../support/test-app.ts';

const TRUSTED = { client_id: 'api', client_secret: '0123456789abcdef' };
const ALL = 'openid profile email offline_access';

/** A client of ours with tokens and a code that it has not exchanged. */
async function world(redirectUri = CALLBACK) {
  const app = createTestApp({ env: { INTROSPECTION_CLIENTS: 'api:0123456789abcdef' } });
  const admin = clientsBy(app, await official(app, 'admin'));
  const browser = createPageClient(app);
  await browser.signIn(await register(app));
  const client = await addClient(app, {
    authMethod: 'client_secret_post',
    firstParty: true,
    redirectUris: [redirectUri.replace(':49152', '')],
  });
  const secret = { client_id: client.id, client_secret: client.secret };
  const asked = { redirect_uri: redirectUri };
  const trade = (code: string, given: Record<string, string | undefined> = {}) =>
    exchange(app, client, code, { ...secret, redirect_uri: redirectUri, ...given });
  const code = () => askForCode(browser, client, asked);
  const tokens = await (await trade(await code())).json<GrantAnswer>();
  const waiting = await code();
  const change = async (body: object) =>
    expect((await admin.change(client.id, body)).status).toBe(200);

  const told = async (response: Response) => {
    const body = await response.json<Record<string, unknown>>();
    return response.status === 200
      ? (body.scope ?? Object.keys(body).sort().join(' '))
      : body.error;
  };
  const refreshed = { ...secret, grant_type: 'refresh_token', refresh_token: tokens.refresh_token };
  const introspected = async () => {
    const { active, scope } = await (
      await postForm(app, '/oauth/introspect', { ...TRUSTED, token: tokens.access_token })
    ).json<{ active: boolean; scope?: string }>();
    return active ? scope : 'inactive';
  };
  const silently = async () => {
    const page = await visit(browser, authorizePath(client, { ...asked, prompt: 'none' }));
    const to = page.headers.get('Location');
    return to === null ? page.status : [...new URL(to).searchParams.keys()].sort().join(' ');
  };
  /** What each door says: exchange, refresh, userinfo, introspection, `prompt=none`. */
  const doors = async () => ({
    exchange: await told(await trade(waiting)),
    refresh: await told(await postForm(app, '/oauth/token', refreshed)),
    userinfo: await told(
      await app.fetch('/oauth/userinfo', { headers: bearer(tokens.access_token) }),
    ),
    introspect: await introspected(),
    'prompt=none': await silently(),
  });
  return { app, admin, client, waiting, trade, change, doors };
}

const GONE = {
  exchange: 'invalid_client',
  refresh: 'invalid_client',
  userinfo: 'invalid_token',
  introspect: 'inactive',
  'prompt=none': 400,
};

describe('a client that has lost something', () => {
  it('lost nothing: every door is open', async () => {
    const { doors } = await world();
    expect(await doors()).toEqual({
      exchange: ALL,
      refresh: ALL,
      userinfo: expect.stringContaining('email'),
      introspect: ALL,
      'prompt=none': 'code iss state',
    });
  });

  it('is disabled: every door is shut, until it is enabled again', async () => {
    const { change, doors } = await world();
    await change({ disabled: true });
    expect(await doors()).toEqual(GONE);
    await change({ disabled: false });
    expect(await doors()).toMatchObject({ exchange: ALL, introspect: ALL });
  });

  it('is removed: every door is shut', async () => {
    const { admin, client, doors } = await world();
    expect((await admin.remove(client.id)).status).toBe(200);
    expect(await doors()).toEqual(GONE);
  });

  it('has lost scopes: they are granted and told no more', async () => {
    const { change, doors } = await world();
    await change({ scope: 'openid offline_access' });
    expect(await doors()).toEqual({
      exchange: 'openid offline_access',
      refresh: 'openid offline_access',
      userinfo: 'sub',
      introspect: 'openid offline_access',
      'prompt=none': 'code iss state',
    });
  });

  it.each([CALLBACK, 'http://127.0.0.1:49152/callback'])(
    'has lost its redirect URI %s: what went there is worth nothing',
    async (uri) => {
      const { change, doors, waiting, trade } = await world(uri);
      await change({ redirect_uris: ['https://elsewhere.example/callback'] });
      expect(await doors()).toMatchObject({
        exchange: 'invalid_grant',
        refresh: ALL,
        introspect: ALL,
      });
      expect(await doors()).toMatchObject({ 'prompt=none': 400 });
      // Also where the client sends none, as OAuth 2.1 allows.
      const refused = await trade(waiting, { redirect_uri: undefined });
      expect(await refused.json()).toMatchObject({ error: 'invalid_grant' });
      // Nothing was used up.
      await change({ redirect_uris: [uri.replace(':49152', '')] });
      expect((await trade(waiting)).status).toBe(200);
    },
  );

  it('has its redirect URI on another port of the machine: that is the same', async () => {
    const { waiting, trade } = await world('http://127.0.0.1:49152/callback');
    expect((await trade(waiting)).status).toBe(200);
  });
});

describe('a guard that cannot be taught', () => {
  /** A guard that asks for a lesson each time. */
  const forgetful = (kind: string, method: string) => {
    const { ACCOUNT_GUARD: guards } = env;
    const wrap = (stub: object) =>
      new Proxy(stub, {
        get: (target, name) =>
          name === method ? async () => ({ kind }) : Reflect.get(target, name, target),
      });
    return {
      getByName: (name: string) => wrap(guards.getByName(name)),
      jurisdiction: () => forgetful(kind, method),
    };
  };

  it.each(['unknown', 'untaught'])('(%s) leaves a code as good as it was', async (kind) => {
    const app = createTestApp();
    const person = await newcomer(app);
    const { codeFor, exchange: trade } = grantsOf(app);
    const code = await codeFor(person.refresh_token);
    const broken = createTestApp({ env: { ACCOUNT_GUARD: forgetful(kind, 'exchangeCode') } });
    expect(await failure(grantsOf(broken).exchange(code))).toBe('storage_unavailable');
    expect(await failure(trade(code))).toBeNull();
  });

  it('leaves a refresh token as good as it was', async () => {
    const app = createTestApp();
    const person = await newcomer(app);
    const { grant, refresh } = grantsOf(app);
    const { refreshToken } = await grant(person.refresh_token);
    const broken = createTestApp({ env: { ACCOUNT_GUARD: forgetful('unsettled', 'rotateGrant') } });
    expect(await failure(grantsOf(broken).refresh(refreshToken))).toBe('storage_unavailable');
    expect(await failure(refresh(refreshToken))).toBeNull();
  });

  it('of nobody grants nothing', async () => {
    const app = createTestApp();
    const person = await newcomer(app);
    const code = await grantsOf(app).codeFor(person.refresh_token);
    await env.DB.prepare('delete from users where id = ?').bind(person.user.id).run();
    const broken = createTestApp({ env: { ACCOUNT_GUARD: forgetful('unknown', 'exchangeCode') } });
    expect(await failure(grantsOf(broken).exchange(code))).toBe('invalid_grant');
  });
});
