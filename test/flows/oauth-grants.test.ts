import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { createHash } from 'node:crypto';
import {
  createLocalJWKSet,
  decodeJwt,
  decodeProtectedHeader,
  type JSONWebKeySet,
  jwtVerify,
} from 'jose';
import { describe, expect, it } from 'vitest';
import { makeKey } from '../../src/cli/make-key.ts';
import type { OauthClient } from '../../src/oauth/clients/client.ts';
import { MINUTE, SECOND } from '../../src/shared/clock.ts';
import { countHops } from '../support/count-hops.ts';
import { clientOf, failure, grantsOf, requestOf, SERVER, VERIFIER } from '../support/grants.ts';
import { bearer, newcomer, refusal, signIn } from '../support/people.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';

const OWN = { id: 'own', firstParty: true, scopes: ['openid', 'account', 'offline_access'] };

/** Registers our own app as it is now; another time changes it. */
async function registerOwn(app: TestApp, given: Partial<OauthClient> = {}) {
  const { stores, clientCache } = app.servicesWith(() => undefined);
  const client = clientOf({ ...OWN, ...given });
  await stores.clients.removeStatement(client.id);
  await stores.clients.insertStatement({ ...client, secrets: [] });
  clientCache.forget(client.id);
}

async function world() {
  const app = createTestApp();
  await registerOwn(app);
  const person = await newcomer(app);
  return { app, person, ...grantsOf(app) };
}

const sessionsOf = async (app: TestApp, token: string) => {
  const response = await app.fetch('/api/v1/auth/sessions', { headers: bearer(token) });
  return (await response.json<{ sessions: { id: string; client_id: string }[] }>()).sessions;
};
const me = (app: TestApp, token: string) =>
  app.fetch('/api/v1/auth/me', { headers: bearer(token) });
const eventsOf = async (app: TestApp, token: string) => {
  const response = await app.fetch('/api/v1/audit/logs?limit=100', { headers: bearer(token) });
  return (await response.json<{ logs: { event_type: string; session_id: string | null }[] }>())
    .logs;
};
const publishedKeys = async (app: TestApp) =>
  (await app.fetch('/.well-known/jwks.json')).json<JSONWebKeySet>();

describe('a code', () => {
  it('is exchanged for an access token, a refresh token and an ID token', async () => {
    const { app, person, codeFor, exchange } = await world();
    const code = await codeFor(person.refresh_token, {
      nonce: 'n-1',
      scope: 'openid email offline_access',
    });
    expect(code).toMatch(/^[\w.-]{86,}$/);
    expect(code).not.toContain(person.user.id);
    const tokens = await exchange(code);
    expect(tokens).toMatchObject({
      tokenType: 'Bearer',
      expiresIn: 15 * MINUTE,
      scope: 'openid email offline_access',
      userId: person.user.id,
    });
    const access = decodeJwt(tokens.accessToken);
    expect(access).toMatchObject({
      iss: 'https://auth.test',
      aud: 'https://auth.test/oauth/userinfo',
      sub: person.user.id,
      client_id: 'app',
      scope: 'openid email offline_access',
      email_verified: true,
      sid: tokens.sessionId,
    });
    expect(access).not.toHaveProperty('roles');
    expect(access).not.toHaveProperty('cnf');
    expect(decodeProtectedHeader(tokens.refreshToken ?? '').typ).toBe('grt+jwt');
    const keys = createLocalJWKSet(await publishedKeys(app));
    const { payload, protectedHeader } = await jwtVerify(tokens.idToken ?? '', keys, {
      issuer: 'https://auth.test',
      audience: 'app',
      currentDate: new Date(app.clock()),
    });
    expect(protectedHeader).toMatchObject({ alg: 'RS256', typ: 'JWT' });
    const hash = createHash('sha256').update(tokens.accessToken).digest();
    expect(payload).toMatchObject({
      sub: person.user.id,
      azp: 'app',
      nonce: 'n-1',
      acr: 'aal1',
      amr: ['pwd'],
      sid: tokens.sessionId,
      auth_time: Math.floor(app.clock() / SECOND),
      at_hash: hash.subarray(0, 16).toString('base64url'),
    });
    expect(payload).not.toHaveProperty('email');
  });

  it.each([
    ['ES256', 'sha256'],
    ['RS256', 'sha256'],
  ] as const)('gives an ID token by %s to a client registered for it', async (idTokenAlg, name) => {
    const { person, grant } = await world();
    const tokens = await grant(person.refresh_token, {}, { idTokenAlg });
    expect(decodeProtectedHeader(tokens.idToken ?? '').alg).toBe(idTokenAlg);
    const hash = createHash(name).update(tokens.accessToken).digest();
    const half = hash.subarray(0, hash.length / 2).toString('base64url');
    expect(decodeJwt(tokens.idToken ?? '').at_hash).toBe(half);
  });

  it('puts claims of its scopes into the ID token of a client that wants them', async () => {
    const { person, grant } = await world();
    const scope = 'openid profile email';
    const tokens = await grant(person.refresh_token, { scope }, { claimsInIdToken: true });
    const claims = decodeJwt(tokens.idToken ?? '');
    expect(claims).toMatchObject({ email: person.email, email_verified: true, zoneinfo: 'UTC' });
    for (const value of Object.values(claims)) expect(value).not.toBeOneOf([null, '']);
  });

  it('gives no refresh token without offline_access, and no ID token without openid', async () => {
    const { person, grant } = await world();
    expect(await grant(person.refresh_token, { scope: 'email' })).toMatchObject({
      refreshToken: null,
      idToken: null,
      scope: 'email',
    });
  });

  it('has no nonce in the ID token if none was sent', async () => {
    const { person, grant } = await world();
    const { idToken } = await grant(person.refresh_token);
    expect(decodeJwt(idToken ?? '')).not.toHaveProperty('nonce');
  });

  it('is exchanged within 60 seconds or not at all', async () => {
    const { app, person, codeFor, exchange } = await world();
    const [early, late] = [
      await codeFor(person.refresh_token),
      await codeFor(person.refresh_token),
    ];
    app.advance(MINUTE - 1);
    expect(await failure(exchange(early))).toBeNull();
    app.advance(1);
    expect(await failure(exchange(late))).toBe('invalid_grant');
  });

  it.each([
    ['of another client', { client: clientOf({ id: 'other' }) }],
    ['with another redirect URI', { redirectUri: 'https://app.example/callback/' }],
    ['without its verifier', { verifier: null }],
    ['with a wrong verifier', { verifier: `${VERIFIER}x` }],
    ['with a verifier that is too short to be one', { verifier: 'short' }],
  ])('%s is refused and not used up', async (_, given) => {
    const { person, codeFor, exchange } = await world();
    const code = await codeFor(person.refresh_token);
    expect(await failure(exchange(code, given))).toBe('invalid_grant');
    expect(await failure(exchange(code))).toBeNull();
  });

  it('without a challenge is refused with a verifier', async () => {
    const { person, codeFor, exchange } = await world();
    const code = await codeFor(person.refresh_token, { challenge: null });
    expect(await failure(exchange(code))).toBe('invalid_grant');
    expect(await failure(exchange(code, { verifier: null }))).toBeNull();
  });

  it('bound to a key is refused without it', async () => {
    const { person, codeFor, exchange } = await world();
    const code = await codeFor(person.refresh_token, { jkt: 'key' });
    expect(await failure(exchange(code))).toBe('invalid_dpop_proof');
    expect(await failure(exchange(code, { jkt: 'other' }))).toBe('invalid_grant');
    const tokens = await exchange(code, { jkt: 'key' });
    expect(tokens.tokenType).toBe('DPoP');
    expect(decodeJwt(tokens.accessToken).cnf).toEqual({ jkt: 'key' });
  });

  it('may be tried five times', async () => {
    const { person, codeFor, exchange } = await world();
    const code = await codeFor(person.refresh_token);
    for (let tries = 0; tries < 5; tries++)
      expect(await failure(exchange(code, { verifier: null }))).toBe('invalid_grant');
    expect(await failure(exchange(code))).toBe('invalid_grant');
  });

  it('cut short, lengthened, or with any other end is none', async () => {
    const { person, codeFor, exchange } = await world();
    const code = await codeFor(person.refresh_token);
    const last = code.at(-1) ?? '';
    const near = [
      ...['', 'A', '=', '.', ' '].map((more) => `${code}${more}`).slice(1),
      code.slice(0, -1),
      code.slice(1),
      `${code.slice(0, -1)}${last === 'A' ? 'B' : 'A'}`,
      `${code.slice(0, -1)}${String.fromCharCode(last.charCodeAt(0) ^ 1)}`,
      code.slice(code.lastIndexOf('.') + 1),
      '',
    ];
    for (const wrong of near) expect(await failure(exchange(wrong))).toBe('invalid_grant');
    expect(await failure(exchange(code))).toBeNull();
  });

  it('that is replayed ends its grant, and the owner can see it', async () => {
    const { app, person, codeFor, exchange, refresh } = await world();
    const code = await codeFor(person.refresh_token);
    const tokens = await exchange(code);
    expect(await failure(exchange(code))).toBe('invalid_grant');
    expect(await failure(exchange(code))).toBe('invalid_grant');
    expect(await failure(refresh(tokens.refreshToken))).toBe('invalid_grant');
    const replays = (await eventsOf(app, person.access_token)).filter(
      ({ event_type: type }) => type === 'grant.code_replayed',
    );
    expect(replays).toMatchObject([{ session_id: tokens.sessionId }]);
    expect((await me(app, person.access_token)).status).toBe(200);
  });

  it.each([
    ['another client', { client: clientOf({ id: 'other' }) }],
    ['someone without the verifier', { verifier: null }],
    ['someone with another redirect URI', { redirectUri: 'https://evil.example/' }],
  ])('replayed by %s ends nothing', async (_, given) => {
    const { person, codeFor, exchange, refresh } = await world();
    const code = await codeFor(person.refresh_token);
    const { refreshToken } = await exchange(code);
    for (let tries = 0; tries < 7; tries++)
      expect(await failure(exchange(code, given))).toBe('invalid_grant');
    expect(await failure(refresh(refreshToken))).toBeNull();
  });

  it('exchanged by many at once has one success, and its grant then ends', async () => {
    const { app, person, codeFor, exchange } = await world();
    const code = await codeFor(person.refresh_token);
    const outcomes = await Promise.all(
      Array.from({ length: 8 }, () =>
        exchange(code).then(
          (it) => it,
          () => null,
        ),
      ),
    );
    const won = outcomes.filter((tokens) => tokens !== null);
    expect(won).toHaveLength(1);
    const left = await sessionsOf(app, person.access_token);
    expect(left.map(({ client_id: id }) => id)).toEqual(['latchkey']);
  });
});

describe('a code is issued', () => {
  it('to nobody whose session is over, or whose token is no refresh token of ours', async () => {
    const { app, person, authorize, grant } = await world();
    const { refreshToken } = await grant(person.refresh_token);
    expect(await authorize(refreshToken ?? '')).toEqual({ kind: 'over' });
    expect(await authorize(person.access_token)).toEqual({ kind: 'over' });
    await app.post('/api/v1/auth/logout', {}, bearer(person.access_token));
    expect(await authorize(person.refresh_token)).toEqual({ kind: 'over' });
  });

  it('with consent, if it takes one, to all of the scope', async () => {
    const { person, authorize, consents } = await world();
    const asking = { needsConsent: true, request: requestOf({ scope: 'openid email' }) };
    expect(await authorize(person.refresh_token, asking)).toMatchObject({
      kind: 'consent',
      consented: null,
    });
    const save = (scope: string) =>
      consents().save(
        person.user.id,
        { clientId: 'app', scope },
        {
          ...{ ipAddress: null, userAgent: null, languages: null },
          ...{ city: null, country: null, requestId: '' },
        },
      );
    await save('openid');
    expect(await authorize(person.refresh_token, asking)).toMatchObject({
      kind: 'consent',
      consented: 'openid',
    });
    await save('email');
    expect(await authorize(person.refresh_token, asking)).toMatchObject({ kind: 'issued' });
    expect(await consents().find(person.user.id, 'other')).toBeNull();
  });

  it('only with the proof that is demanded', async () => {
    const { app, person, authorize } = await world();
    const since = app.clock();
    app.advance(SECOND);
    const ask = (demand: { since?: number; twoFactors?: boolean }) =>
      authorize(person.refresh_token, { demand });
    expect(await ask({ since })).toMatchObject({ kind: 'issued' });
    expect(await ask({ since: since + 1 })).toMatchObject({ kind: 'proof_due' });
    expect(await ask({ twoFactors: true })).toMatchObject({ kind: 'proof_due' });
  });

  it('once for what may be used once', async () => {
    const { person, authorize } = await world();
    const once = { usesOnce: 'handle' };
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => authorize(person.refresh_token, once)),
    );
    const kinds = answers.map(({ kind }) => kind).sort();
    expect(kinds).toEqual(['issued', 'used', 'used', 'used', 'used', 'used']);
  });
});

describe('a grant', () => {
  it('rotates its refresh token, and takes the former one for the grace', async () => {
    const { app, person, grant, refresh } = await world();
    const first = await grant(person.refresh_token);
    const second = await refresh(first.refreshToken);
    expect(second.refreshToken).not.toBe(first.refreshToken);
    expect(second.sessionId).toBe(first.sessionId);
    expect((await refresh(first.refreshToken)).refreshToken).toBe(second.refreshToken);
    const before = decodeJwt(first.idToken ?? '');
    const after = decodeJwt(second.idToken ?? '');
    for (const name of ['iss', 'sub', 'aud', 'azp', 'auth_time', 'sid'])
      expect(after[name]).toEqual(before[name]);
    app.advance(31 * SECOND);
    expect(await failure(refresh(first.refreshToken))).toBe('invalid_grant');
    expect(await failure(refresh(second.refreshToken))).toBe('invalid_grant');
    await app.deliverJobs();
    expect(app.mails.at(-1)?.to).toBe(person.email);
  });

  it('refreshed by twenty at once has one successor', async () => {
    const { person, grant, refresh } = await world();
    const { refreshToken } = await grant(person.refresh_token);
    const all = await Promise.all(Array.from({ length: 20 }, () => refresh(refreshToken)));
    expect(new Set(all.map((tokens) => tokens.refreshToken)).size).toBe(1);
  });

  it('is refreshed by no other client, and not ended by the try', async () => {
    const { person, grant, refresh } = await world();
    const { refreshToken } = await grant(person.refresh_token);
    const other = { client: clientOf({ id: 'other' }) };
    expect(await failure(refresh(refreshToken, other))).toBe('invalid_grant');
    expect(await failure(refresh(refreshToken))).toBeNull();
  });

  it('of a public client is refreshed with its key only; a confidential one may change it', async () => {
    const { person, codeFor, exchange, refresh } = await world();
    const held = await exchange(await codeFor(person.refresh_token), { jkt: 'key' });
    expect(decodeJwt(held.refreshToken ?? '').cnf).toEqual({ jkt: 'key' });
    expect(await failure(refresh(held.refreshToken))).toBe('invalid_dpop_proof');
    expect(await failure(refresh(held.refreshToken, { jkt: 'other' }))).toBe('invalid_grant');
    expect(await failure(refresh(held.refreshToken, { jkt: 'key' }))).toBeNull();
    const client = clientOf({ authMethod: 'client_secret_basic' });
    const other = await exchange(await codeFor(person.refresh_token), { jkt: 'key', client });
    const tokens = await refresh(other.refreshToken, { jkt: 'new', client });
    expect(decodeJwt(tokens.accessToken).cnf).toEqual({ jkt: 'new' });
  });

  it('may be narrowed at a refresh, never widened, and stays what it was', async () => {
    const { person, grant, refresh } = await world();
    const first = await grant(person.refresh_token, { scope: 'openid email offline_access' });
    const narrow = await refresh(first.refreshToken, { scope: 'email' });
    expect(narrow).toMatchObject({ scope: 'email', idToken: null });
    expect(decodeJwt(narrow.accessToken).scope).toBe('email');
    const wide = { scope: 'openid email profile' };
    expect(await failure(refresh(narrow.refreshToken, wide))).toBe('invalid_scope');
    expect((await refresh(narrow.refreshToken)).scope).toBe('openid email offline_access');
  });

  it('loses what its client may no longer ask for', async () => {
    const { person, grant, refresh } = await world();
    const first = await grant(person.refresh_token, { scope: 'openid email offline_access' });
    const client = clientOf({ scopes: ['openid', 'offline_access'] });
    expect((await refresh(first.refreshToken, { client })).scope).toBe('openid offline_access');
  });

  it('carries the resource that was asked for as its audience', async () => {
    const { person, grant } = await world();
    const resource = 'https://files.example';
    const { accessToken } = await grant(person.refresh_token, { resource });
    expect(decodeJwt(accessToken).aud).toBe(resource);
  });

  it('lives as long as its client says', async () => {
    const { app, person, grant, refresh } = await world();
    const client = { accessTtl: 2 * MINUTE, refreshTtl: 5 * MINUTE };
    const tokens = await grant(person.refresh_token, {}, client);
    expect(tokens.expiresIn).toBe(2 * MINUTE);
    app.advance(4 * MINUTE);
    const later = await refresh(tokens.refreshToken, { client: clientOf(client) });
    expect(later.expiresIn).toBe(MINUTE);
    app.advance(MINUTE);
    expect(await failure(refresh(later.refreshToken))).toBe('invalid_grant');
  });

  it('is in the list of sessions with its client', async () => {
    const { app, person, grant } = await world();
    const tokens = await grant(person.refresh_token);
    const listed = await sessionsOf(app, person.access_token);
    expect(listed).toHaveLength(2);
    expect(listed.find(({ id }) => id === tokens.sessionId)).toMatchObject({ client_id: 'app' });
    await app.deliverLedger();
    const row = await app.env.DB.prepare('select client_id from sessions where id = ?')
      .bind(tokens.sessionId)
      .first();
    expect(row).toEqual({ client_id: 'app' });
  });

  it('has a limit of its own, for each client', async () => {
    const app = createTestApp({ env: { MAX_SESSIONS_PER_USER: '2' } });
    const person = await newcomer(app);
    const { grant, refresh } = grantsOf(app);
    const held = [];
    for (let count = 0; count < 3; count++) {
      app.advance(SECOND);
      held.push(await grant(person.refresh_token));
    }
    await grant(person.refresh_token, {}, { id: 'other' });
    const [oldest, ...kept] = held;
    expect(await failure(refresh(oldest?.refreshToken ?? null))).toBe('invalid_grant');
    for (const { refreshToken } of kept) expect(await failure(refresh(refreshToken))).toBeNull();
    expect((await me(app, person.access_token)).status).toBe(200);
  });
});

describe('tokens at our own routes', () => {
  it('of a third party are refused as such, at every door', async () => {
    const { app, person, grant } = await world();
    const { accessToken, refreshToken, sessionId } = await grant(person.refresh_token);
    const response = await me(app, accessToken);
    expect(response.headers.get('WWW-Authenticate')).toContain('error="insufficient_scope"');
    expect(await refusal(response)).toEqual([403, 'insufficient_scope']);
    const logout = await app.post('/api/v1/auth/logout', {}, bearer(accessToken));
    expect(await refusal(logout)).toEqual([403, 'insufficient_scope']);
    const end = await app.fetch(`/api/v1/auth/sessions/${sessionId}`, {
      method: 'DELETE',
      headers: bearer(accessToken),
    });
    expect(await refusal(end)).toEqual([403, 'insufficient_scope']);
    const verify = await app.post('/api/v1/auth/token/verify', { token: accessToken });
    expect(await refusal(verify)).toEqual([403, 'insufficient_scope']);
    const refreshed = await app.post('/api/v1/auth/token/refresh', { refresh: refreshToken });
    expect(await refusal(refreshed)).toEqual([401, 'token_invalid']);
  });

  it('of our own app with the scope account act for their user', async () => {
    const { app, person, grant } = await world();
    const tokens = await grant(person.refresh_token, { scope: 'openid account' }, OWN);
    expect(decodeJwt(tokens.accessToken)).toMatchObject({
      aud: 'https://auth.test',
      roles: ['user'],
    });
    expect((await me(app, tokens.accessToken)).status).toBe(200);
  });

  it('bound to a key are refused without a proof', async () => {
    const { app, person, codeFor, exchange } = await world();
    const client = clientOf(OWN);
    const code = await codeFor(person.refresh_token, { clientId: 'own', scope: 'account' });
    const { accessToken } = await exchange(code, { client, jkt: 'key' });
    expect(await refusal(await me(app, accessToken))).toEqual([401, 'token_invalid']);
  });

  it('meant for another resource are refused', async () => {
    const { app, person, grant } = await world();
    const request = { scope: 'account', resource: 'https://files.example' };
    const { accessToken } = await grant(person.refresh_token, request, OWN);
    expect(await refusal(await me(app, accessToken))).toEqual([401, 'token_invalid']);
  });

  it('are those of the grant after its user proved themselves again', async () => {
    const { app, person, grant, refresh } = await world();
    const held = await grant(person.refresh_token, { scope: 'account offline_access' }, OWN);
    const response = await app.post(
      '/api/v1/auth/step-up',
      { password: 'correct-Horse-7-battery' },
      bearer(held.accessToken),
    );
    expect(response.status).toBe(200);
    const tokens = await response.json<{ access_token: string; refresh_token: string }>();
    expect(decodeJwt(tokens.access_token)).toMatchObject({
      client_id: 'own',
      scope: 'account offline_access',
    });
    expect(await failure(refresh(tokens.refresh_token, { client: clientOf(OWN) }))).toBeNull();
  });

  it('without offline_access gets no refresh token by proving itself again', async () => {
    const { app, person, grant, refresh } = await world();
    const held = await grant(person.refresh_token, { scope: 'openid account' }, OWN);
    const proof = { password: 'correct-Horse-7-battery' };
    const response = await app.post('/api/v1/auth/step-up', proof, bearer(held.accessToken));
    const { refresh_token } = await response.json<{ refresh_token: string }>();
    const again = refresh(refresh_token, { client: clientOf(OWN) });
    expect(await failure(again)).toBe('invalid_grant');
  });

  it('a refresh token of ours is no grant’s', async () => {
    const { person, refresh } = await world();
    expect(await failure(refresh(person.refresh_token))).toBe('invalid_grant');
    expect(await failure(refresh(person.access_token))).toBe('invalid_grant');
  });
});

describe('grants end', () => {
  const OFFLINE = 'openid offline_access account';
  const ATTENDED = 'openid account';

  /** A grant that outlives its browser's session, and one that does not. */
  async function both() {
    const it = await world();
    const offline = await it.grant(it.person.refresh_token, { scope: OFFLINE }, OWN);
    const attended = await it.grant(it.person.refresh_token, { scope: ATTENDED }, OWN);
    const states = async () => [
      (await me(it.app, offline.accessToken)).status,
      (await me(it.app, attended.accessToken)).status,
    ];
    expect(await states()).toEqual([200, 200]);
    return { ...it, offline, attended, states };
  }

  it('with a sign-out those without offline_access', async () => {
    const { app, person, states } = await both();
    await app.post('/api/v1/auth/logout', {}, bearer(person.access_token));
    expect(await states()).toEqual([200, 401]);
  });

  it('with the session of their browser, ended from another one', async () => {
    const { app, person, states } = await both();
    const other = await signIn(app, person.email);
    await app.fetch(`/api/v1/auth/sessions/${person.session_id}`, {
      method: 'DELETE',
      headers: bearer(other.access_token),
    });
    expect(await states()).toEqual([200, 401]);
  });

  it('one by one, as any session', async () => {
    const { app, person, offline, states } = await both();
    const response = await app.fetch(`/api/v1/auth/sessions/${offline.sessionId}`, {
      method: 'DELETE',
      headers: bearer(person.access_token),
    });
    expect(response.status).toBe(200);
    expect(await states()).toEqual([401, 200]);
  });

  it('all of them, where everything else is signed out', async () => {
    const { app, person, states } = await both();
    await app.post('/api/v1/auth/sessions/terminate-all', {}, bearer(person.access_token));
    expect(await states()).toEqual([401, 401]);
  });

  it('but the one that signs out everything else', async () => {
    const { app, attended, states } = await both();
    await app.post('/api/v1/auth/sessions/terminate-all', {}, bearer(attended.accessToken));
    expect(await states()).toEqual([401, 200]);
  });

  it('all of them with a new password', async () => {
    const { app, person, states } = await both();
    const response = await app.post(
      '/api/v1/auth/password/change',
      { old_password: 'correct-Horse-7-battery', new_password: 'another-Horse-8-battery' },
      bearer(person.access_token),
    );
    expect(response.status).toBe(200);
    expect(await states()).toEqual([401, 401]);
  });

  it('with the consent, and those of other clients do not', async () => {
    const { app, person, grant, states, codeFor, exchange, consents } = await both();
    await registerOwn(app, { id: 'other' });
    const other = await grant(person.refresh_token, { scope: OFFLINE }, { ...OWN, id: 'other' });
    const code = await codeFor(person.refresh_token, { clientId: 'own', scope: ATTENDED });
    await consents().withdraw(person.user.id, 'own', SERVER);
    expect(await states()).toEqual([401, 401]);
    expect((await me(app, other.accessToken)).status).toBe(200);
    expect(await failure(exchange(code, { client: clientOf(OWN) }))).toBe('invalid_grant');
    const left = await consents().list(person.user.id);
    expect(left.map(({ clientId }) => clientId)).toEqual(['other']);
  });

  it('and so do codes that are not exchanged yet', async () => {
    const { app, person, codeFor, exchange } = await world();
    const code = await codeFor(person.refresh_token);
    await app.post('/api/v1/auth/logout', {}, bearer(person.access_token));
    expect(await failure(exchange(code))).toBe('invalid_grant');
  });

  it('not with a sign-in that replaces the session in the same browser', async () => {
    const { app, person, offline, attended, states, codeFor, exchange } = await both();
    const code = await codeFor(person.refresh_token);
    const response = await app.post(
      '/api/v1/auth/login',
      { email: person.email, password: 'correct-Horse-7-battery', token_delivery: 'body' },
      { Cookie: `__Host-refresh_token=${person.refresh_token}` },
    );
    const next = await response.json<{ access_token: string }>();
    expect(await refusal(await me(app, person.access_token))).toEqual([401, 'token_revoked']);
    expect(await states()).toEqual([200, 200]);
    expect(await failure(exchange(code))).toBeNull();
    await app.post('/api/v1/auth/logout', {}, bearer(next.access_token));
    expect(await states()).toEqual([200, 401]);
    expect([offline.sessionId, attended.sessionId]).toHaveLength(2);
  });

  it.each(['sign-out', 'withdrawal', 'everything'] as const)(
    'whatever comes first, a code or %s: no grant is left that should not be',
    async (what) => {
      const { app, person, codeFor, exchange, consents } = await world();
      const other = await signIn(app, person.email);
      const end = {
        'sign-out': () => app.post('/api/v1/auth/logout', {}, bearer(person.access_token)),
        withdrawal: () => consents().withdraw(person.user.id, 'own', SERVER),
        everything: () =>
          app.post('/api/v1/auth/sessions/terminate-all', {}, bearer(other.access_token)),
      }[what];
      const code = await codeFor(person.refresh_token, { clientId: 'own', scope: ATTENDED });
      const [tokens] = await Promise.all([
        exchange(code, { client: clientOf(OWN) }).catch(() => null),
        end(),
      ]);
      if (tokens !== null) expect((await me(app, tokens.accessToken)).status).toBe(401);
      expect(await failure(exchange(code, { client: clientOf(OWN) }))).toBe('invalid_grant');
    },
  );
});

describe('connections', () => {
  it('list who has access, since when, and when it was used', async () => {
    const { app, person, grant, refresh, consents } = await world();
    const begun = app.clock();
    await consents().save(person.user.id, { clientId: 'app', scope: 'openid' }, SERVER);
    app.advance(SECOND);
    const { refreshToken } = await grant(person.refresh_token);
    await grant(person.refresh_token, { scope: 'account' }, OWN);
    app.advance(MINUTE);
    await refresh(refreshToken);
    expect(await consents().list(person.user.id)).toEqual([
      {
        clientId: 'app',
        scope: 'openid offline_access',
        since: begun,
        lastUsedAt: begun + SECOND + MINUTE,
      },
      {
        clientId: 'own',
        scope: 'account',
        since: begun + SECOND,
        lastUsedAt: begun + SECOND,
      },
    ]);
    const types = (await eventsOf(app, person.access_token)).map((event) => event.event_type);
    expect(types).toEqual(expect.arrayContaining(['consent.given', 'grant.started']));
  });
});

describe('what is kept of a grant', () => {
  it('is in the export of its user', async () => {
    const { app, person, grant } = await world();
    const { sessionId } = await grant(person.refresh_token);
    const response = await app.fetch('/api/v1/auth/account/export', {
      headers: bearer(person.access_token),
    });
    const exported = await response.json<Record<string, Record<string, unknown>[]>>();
    expect(exported.sessions?.find(({ id }) => id === sessionId)).toMatchObject({
      client_id: 'app',
    });
    expect(exported.connections).toMatchObject([
      { client_id: 'app', scope: 'openid offline_access' },
    ]);
  });

  it('is gone with the account, and a code in flight grants nothing', async () => {
    const { app, person, grant, codeFor, exchange, refresh, consents } = await world();
    await consents().save(person.user.id, { clientId: 'app', scope: 'openid' }, SERVER);
    const { refreshToken } = await grant(person.refresh_token);
    const code = await codeFor(person.refresh_token);
    const erased = await app.fetch('/api/v1/auth/account', {
      method: 'DELETE',
      headers: { ...bearer(person.access_token), 'Content-Type': 'application/json' },
      body: JSON.stringify({ password: 'correct-Horse-7-battery' }),
    });
    expect(erased.status).toBe(200);
    expect(await failure(exchange(code))).toBe('invalid_grant');
    expect(await failure(refresh(refreshToken))).toBe('invalid_grant');
    expect(await consents().list(person.user.id)).toEqual([]);
    await consents().save(person.user.id, { clientId: 'app', scope: 'openid' }, SERVER);
    expect(await consents().find(person.user.id, 'app')).toBeNull();
    const guard = env.ACCOUNT_GUARD.getByName(person.user.id);
    const left = await runInDurableObject(guard, (_, { storage }) =>
      ['codes', 'consents', 'chains'].map(
        (table) => storage.sql.exec(`select * from ${table}`).toArray().length,
      ),
    );
    expect(left).toEqual([0, 0, 0]);
  });
});

describe('the guard is asked once', () => {
  it('for a code, for its exchange, and for a refresh, and nothing else is', async () => {
    const counter = countHops({ ...env });
    const person = await newcomer(createTestApp());
    const app = createTestApp({ env: counter.env });
    const { codeFor, exchange, refresh } = grantsOf(app);
    const measured = async <T>(work: () => Promise<T>) => {
      counter.reset();
      const done = await work();
      return { done, calls: counter.read().calls };
    };
    const issued = await measured(() => codeFor(person.refresh_token));
    expect(issued.calls).toEqual(['1 guard.issueCode']);
    const client = clientOf({ claimsInIdToken: true });
    const exchanged = await measured(() => exchange(issued.done, { client }));
    expect(exchanged.calls).toEqual(['1 guard.exchangeCode']);
    const { refreshToken } = exchanged.done;
    const refreshed = await measured(() => refresh(refreshToken, { client }));
    expect(refreshed.calls).toEqual(['1 guard.rotateGrant']);
  });
});

describe('a client that cannot be answered', () => {
  it('whose tokens must be bound to a key gets none that are not, and loses nothing', async () => {
    const { person, codeFor, exchange, refresh } = await world();
    const bound = clientOf({ dpopBound: true });
    const code = await codeFor(person.refresh_token);
    expect(await failure(exchange(code, { client: bound }))).toBe('invalid_dpop_proof');
    const tokens = await exchange(code);
    const again = refresh(tokens.refreshToken, { client: bound });
    expect(await failure(again)).toBe('invalid_dpop_proof');
    expect(await failure(refresh(tokens.refreshToken))).toBeNull();
  });

  it('for lack of a key keeps its code and its refresh token', async () => {
    const app = createTestApp({
      env: { JWT_KEYS: JSON.stringify({ keys: [await makeKey('ES256')] }) },
    });
    const person = await newcomer(app);
    const { codeFor, exchange, refresh } = grantsOf(app);
    const client = clientOf({ idTokenAlg: 'ES256' });
    const code = await codeFor(person.refresh_token);
    expect(await failure(exchange(code))).toContain('JWT_KEYS has no RS256 key');
    const { refreshToken } = await exchange(code, { client });
    expect(await failure(refresh(refreshToken))).toContain('JWT_KEYS has no RS256 key');
    expect(await failure(refresh(refreshToken, { client }))).toBeNull();
  });
});

describe('what a client has lost', () => {
  it.each([
    ['is disabled', { disabledAt: 1 }],
    ['holds account no more', { scopes: ['openid'] }],
    ['is ours no more', { firstParty: false }],
  ])('ends what it may do at our own routes: it %s', async (_, given) => {
    const { app, person, grant } = await world();
    const tokens = await grant(person.refresh_token, { scope: 'openid account' }, OWN);
    expect((await me(app, tokens.accessToken)).status).toBe(200);
    await registerOwn(app, given);
    expect(await refusal(await me(app, tokens.accessToken))).toEqual([401, 'token_revoked']);
    const change = await app.post('/api/v1/auth/password/change', {}, bearer(tokens.accessToken));
    expect(change.status).toBe(401);
  });

  it('is our own audience, with the scope that allows it', async () => {
    const { person, grant, refresh } = await world();
    const request = { scope: 'openid account offline_access', resource: 'https://auth.test' };
    const held = await grant(person.refresh_token, request, OWN);
    expect(decodeJwt(held.accessToken).aud).toBe('https://auth.test');
    const narrow = { client: clientOf(OWN), scope: 'openid' };
    const less = await refresh(held.refreshToken, narrow);
    expect(decodeJwt(less.accessToken).aud).toBe('https://auth.test/oauth/userinfo');
    const lost = { client: clientOf({ id: 'own', scopes: ['openid', 'offline_access'] }) };
    const third = await refresh(less.refreshToken, lost);
    expect(decodeJwt(third.accessToken).aud).toBe('https://auth.test/oauth/userinfo');
  });
});
