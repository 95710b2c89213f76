import { env } from 'cloudflare:workers';
import { createLocalJWKSet, type JSONWebKeySet, type JWK, jwtVerify } from 'jose';
import { describe, expect, it } from 'vitest';
import { makeKey } from '../../src/cli/make-key.ts';
import { takeConsole } from '../support/console.ts';
import { as, newcomer, PASSWORD, register, signIn } from '../support/people.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';

async function publishedKeys(app: TestApp): Promise<JSONWebKeySet> {
  return (await app.fetch('/.well-known/jwks.json')).json();
}

describe('signing keys', () => {
  it('are rotated without signing users out', async () => {
    const before = createTestApp();
    const person = await newcomer(before);
    const { keys } = JSON.parse(env.JWT_KEYS) as { keys: JWK[] };
    const after = createTestApp({
      env: { JWT_KEYS: JSON.stringify({ keys: [await makeKey('EdDSA'), ...keys] }) },
    });

    expect((await after.auth.me.$get({}, as(person))).status).toBe(200);
    const refreshed = await after.auth.token.refresh.$post({
      json: { refresh: person.refresh_token },
    });
    const { access_token: token } = await refreshed.json();

    const published = await publishedKeys(after);
    expect(published.keys.map((key) => key.alg)).toEqual(['EdDSA', 'ES256', 'RS256']);
    const verified = await jwtVerify(token, createLocalJWKSet(published), {
      issuer: 'https://auth.test',
      audience: 'https://auth.test',
      currentDate: new Date(after.clock()),
    });
    expect(verified.protectedHeader).toMatchObject({
      alg: 'EdDSA',
      typ: 'at+jwt',
      kid: published.keys[0]?.kid,
    });
    expect(verified.payload).toMatchObject({
      sub: person.user.id,
      sid: person.session_id,
      token_type: 'access',
      roles: ['user'],
      email_verified: true,
      amr: ['pwd'],
    });
  });

  it('are published without their private half; shared secrets are not published', async () => {
    const { keys } = JSON.parse(env.JWT_KEYS) as { keys: JWK[] };
    const app = createTestApp({
      env: { JWT_KEYS: JSON.stringify({ keys: [await makeKey('HS256'), ...keys] }) },
    });
    const published = await publishedKeys(app);
    expect(published.keys.map((key) => key.alg)).toEqual(['ES256', 'RS256']);
    // An allow-list: a private member of a kind of key that is yet to come is not published either.
    const open = ['kty', 'crv', 'x', 'y', 'n', 'e', 'kid', 'alg', 'use'];
    for (const key of published.keys)
      expect(Object.keys(key).filter((member) => !open.includes(member))).toEqual([]);
    const person = await newcomer(app);
    expect((await app.auth.me.$get({}, as(person))).status).toBe(200);
  });

  it('are named in the metadata', async () => {
    const metadata = await (
      await createTestApp().fetch('/.well-known/oauth-authorization-server')
    ).json<Record<string, string>>();
    expect(metadata).toMatchObject({
      issuer: 'https://auth.test',
      jwks_uri: 'https://auth.test/.well-known/jwks.json',
    });
  });
});

describe('configuration', () => {
  it('errors are all named in the log, and the response contains only a code', async () => {
    const lines = takeConsole();
    const app = createTestApp({
      env: { JWT_KEYS: 'not json', OTP_TTL: '-5', AUTH_SECRET: undefined },
    });
    const response = await app.auth.health.$get();
    const body = (await response.json()) as object as { code: string; detail: string };
    expect([response.status, body.code]).toEqual([500, 'configuration_error']);
    expect(body.detail).toContain('its log names what is wrong');
    expect(JSON.stringify(body)).not.toMatch(/JWT_KEYS|OTP_TTL|AUTH_SECRET/);
    expect(lines).toMatchObject([{ level: 'error', status: 500, code: 'configuration_error' }]);
    for (const name of ['JWT_KEYS', 'OTP_TTL', 'AUTH_SECRET'])
      expect(lines[0]?.error).toContain(name);
  });

  it('that is wrong fails every route, with all headers and for no other origin', async () => {
    takeConsole();
    const app = createTestApp({ env: { JWT_KEYS: 'not json' } });
    for (const path of ['/api/v1/auth/health/live', '/api/v1/auth/me']) {
      const response = await app.fetch(path, { headers: { Origin: 'https://app.example.com' } });
      expect([path, response.status]).toEqual([path, 500]);
      expect(response.headers.get('X-Frame-Options')).toBe('DENY');
      expect(response.headers.get('Access-Control-Allow-Origin')).toBeNull();
    }
  });
});

describe('an isolate', () => {
  it('survives requests that their clients abort', async () => {
    const app = createTestApp();
    const email = await register(app);
    const person = await signIn(app, email);
    const abandoned = Array.from({ length: 20 }, () => {
      const abort = new AbortController();
      const request = app.auth.login.$post(
        { json: { email, password: PASSWORD } },
        { ...app.unsettled, init: { signal: abort.signal } },
      );
      abort.abort();
      return request.catch(() => undefined);
    });
    expect((await app.auth.me.$get({}, as(person))).status).toBe(200);
    await Promise.all(abandoned);
    expect((await app.auth.login.$post({ json: { email, password: PASSWORD } })).status).toBe(200);
  });
});
