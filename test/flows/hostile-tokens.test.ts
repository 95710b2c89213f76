import { env } from 'cloudflare:workers';
import { exportSPKI, importJWK, type JWK, type JWTPayload, SignJWT, UnsecuredJWT } from 'jose';
import { beforeEach, describe, expect, it } from 'vitest';
import { makeKey } from '../../src/cli/make-key.ts';
import { documentOf, routesOf } from '../support/api-document.ts';
import { bearer, newcomer } from '../support/people.ts';
import { PROTECTED_ROUTES } from '../support/protected-routes.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';

const SECONDS = 1000;

type Victim = { app: TestApp; refresh: string; claims: JWTPayload; key: JWK };
let victim: Victim;

beforeEach(async () => {
  const app = createTestApp();
  const person = await newcomer(app);
  const [key] = (JSON.parse(env.JWT_KEYS) as { keys: JWK[] }).keys;
  if (key === undefined) throw new Error('no key');
  const claims = JSON.parse(
    atob((person.access_token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/')),
  ) as JWTPayload;
  victim = { app, refresh: person.refresh_token, claims, key };
});

async function signed(
  claims: JWTPayload,
  header: { alg?: string; kid?: string; typ?: string } = {},
  key: JWK = victim.key,
): Promise<string> {
  const alg = header.alg ?? 'ES256';
  return new SignJWT(claims)
    .setProtectedHeader({
      alg,
      kid: header.kid ?? victim.key.kid ?? '',
      typ: header.typ ?? 'at+jwt',
    })
    .sign(await importJWK(key, alg));
}

async function withPublicKeyAsSecret(): Promise<string> {
  const { d, ...publicJwk } = victim.key;
  const pem = await exportSPKI(
    (await importJWK({ ...publicJwk, ext: true }, 'ES256', { extractable: true })) as CryptoKey,
  );
  return new SignJWT(victim.claims)
    .setProtectedHeader({ alg: 'HS256', kid: victim.key.kid ?? '', typ: 'at+jwt' })
    .sign(new TextEncoder().encode(pem));
}

const now = () => Math.floor(victim.app.clock() / SECONDS);

/** Each forgery with the expected error code. */
const FORGERIES: Record<string, [() => Promise<string | null>, string]> = {
  'no token at all': [async () => null, 'token_missing'],
  'a string that is not a token': [async () => 'garbage', 'token_invalid'],
  'a token without a signature (alg none)': [
    async () => new UnsecuredJWT(victim.claims).encode(),
    'token_invalid',
  ],
  'a token with an unknown key id': [
    async () => signed(victim.claims, { kid: 'foreign' }),
    'token_invalid',
  ],
  'a token of a foreign key under our key id': [
    async () => signed(victim.claims, {}, await makeKey('ES256')),
    'token_invalid',
  ],
  'HS256 signed with the public key': [withPublicKeyAsSecret, 'token_invalid'],
  'another audience': [
    async () => signed({ ...victim.claims, aud: 'https://other.test' }),
    'token_invalid',
  ],
  'another issuer': [
    async () => signed({ ...victim.claims, iss: 'https://other.test' }),
    'token_invalid',
  ],
  'another type': [async () => signed(victim.claims, { typ: 'JWT' }), 'token_invalid'],
  'a refresh token': [async () => victim.refresh, 'token_invalid'],
  'a refresh token dressed as an access token': [
    async () => signed({ ...victim.claims, token_type: 'refresh' }),
    'token_invalid',
  ],
  'an expired token': [async () => signed({ ...victim.claims, exp: now() - 1 }), 'token_expired'],
  'a token that is not valid yet': [
    async () => signed({ ...victim.claims, nbf: now() + 60 }),
    'token_invalid',
  ],
  'a token from the future': [
    async () => signed({ ...victim.claims, iat: now() + 60 }),
    'token_invalid',
  ],
  'a token of a session that never existed': [
    async () => signed({ ...victim.claims, sid: crypto.randomUUID() }),
    'token_revoked',
  ],
  'a token of another user’s session': [
    async () => signed({ ...victim.claims, sub: crypto.randomUUID() }),
    'token_revoked',
  ],
};

describe('the suite', () => {
  it('covers every route documented as protected', () => {
    const documented = routesOf(documentOf(createTestApp().app)).filter(
      ({ security }) => JSON.stringify(security) === '[{"bearer":[]}]',
    );
    const listed = PROTECTED_ROUTES.map(
      ({ method, path }) =>
        `${method} ${path
          .replace(/\/0{8}-[\da-f-]+/, '/{id}')
          .replace('/c-1', '/{client_id}')
          .replace('/letter-1', '/{id}')
          .replace(/\/lock$/, '/{act}')}`,
    );
    expect(listed.sort()).toEqual(documented.map(({ method, path }) => `${method} ${path}`).sort());
  });
});

/** Other spellings of a route. */
const TWISTS: Record<string, (route: string) => string> = {
  'a doubled slash': (route) => `/${route}`,
  'a doubled slash inside': (route) => route.replace('/auth/', '/auth//'),
  'an encoded slash': (route) => route.replace('/auth/', '/auth%2F'),
  'other case': (route) => route.toUpperCase(),
  'a trailing slash': (route) => `${route}/`,
  'a dot segment': (route) => route.replace('/auth/', '/auth/./'),
  'an encoded letter': (route) => route.replace('auth', '%61uth'),
  'a semicolon': (route) => `${route};x=1`,
  'a null byte': (route) => `${route}%00`,
};

describe.each(PROTECTED_ROUTES)('$method $path', ({ method, path, body }) => {
  it('rejects every forgery', async () => {
    for (const [name, [forge, code]] of Object.entries(FORGERIES)) {
      const token = await forge();
      const headers = {
        ...(token === null ? {} : bearer(token)),
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      };
      const response = await victim.app.fetch(path, {
        method,
        headers,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const answer = await response.json<{ code: string }>();
      expect([response.status, answer.code], name).toEqual([401, code]);
      expect(response.headers.get('WWW-Authenticate'), name).toBe(
        code === 'token_missing' ? 'Bearer' : 'Bearer error="invalid_token"',
      );
      expect(response.headers.get('Content-Type'), name).toBe('application/problem+json');
    }
  });

  it('is not reached without a token by another spelling', async () => {
    for (const [name, twist] of Object.entries(TWISTS)) {
      const response = await victim.app.fetch(twist(path), { method });
      expect([401, 404, 405], name).toContain(response.status);
    }
  });
});

describe('other misuse of tokens', () => {
  it('rejects an access token as a refresh token', async () => {
    const access = await signed(victim.claims);
    const dressed = await signed({ ...victim.claims, token_type: 'refresh' }, { typ: 'at+jwt' });
    for (const refresh of [access, dressed]) {
      const response = await victim.app.post('/api/v1/auth/token/refresh', { refresh });
      expect([response.status, (await response.json<{ code: string }>()).code]).toEqual([
        401,
        'token_invalid',
      ]);
    }
  });

  it('rejects forgeries at token/verify and logout', async () => {
    const forged = await signed(victim.claims, {}, await makeKey('ES256'));
    expect((await victim.app.post('/api/v1/auth/token/verify', { token: forged })).status).toBe(
      401,
    );
    expect(
      (await victim.app.post('/api/v1/auth/token/verify', { token: victim.refresh })).status,
    ).toBe(401);
    expect(
      (await victim.app.fetch('/api/v1/auth/logout', { method: 'POST', headers: bearer(forged) }))
        .status,
    ).toBe(401);
    expect(
      (await victim.app.post('/api/v1/auth/token/refresh', { refresh: victim.refresh })).status,
    ).toBe(200);
  });

  it('takes no fault from a token of a second step whose subject is no text', async () => {
    for (const sub of [{ toString: null }, [['ada']], 5]) {
      const mfa_token = new UnsecuredJWT({ sub } as unknown as JWTPayload).encode();
      const answer = await victim.app.post('/api/v1/auth/login/otp-verify', {
        mfa_token,
        otp: '123456',
      });
      expect(answer.status).toBe(401);
    }
  });
});
