import { describe, expect, it } from 'vitest';
import { createProver, exchangeProved, grantIn, type Prover } from '../../support/dpop.ts';
import { createMeasuredApp } from '../../support/measured-app.ts';
import { addClient, askForCode, claimsOf, ISSUER, oauthRefusal } from '../../support/oauth.ts';
import { createPageClient } from '../../support/page-client.ts';
import { bearer, PASSWORD, refusal, register } from '../../support/people.ts';
import { PROTECTED_ROUTES } from '../../support/protected-routes.ts';
import { createTestApp, type TestApp } from '../../support/test-app.ts';

const ME = '/api/v1/auth/me';
const ALGS = 'algs="ES256 EdDSA Ed25519 PS256"';
const challenge = (error: string) => `DPoP error="${error}", ${ALGS}, Bearer`;

/** An access token for our own routes and userinfo that is bound to a key, and one that is not. */
async function world(app: TestApp = createTestApp()) {
  const plain = createTestApp();
  const browser = createPageClient(plain);
  await browser.signIn(await register(plain));
  const scopes = ['openid', 'account', 'offline_access'] as const;
  const client = await addClient(plain, { firstParty: true, scopes: [...scopes] });
  const [prover, stranger] = [await createProver(app), await createProver(app)];
  const grant = async (by: Prover | null) => {
    const code = await askForCode(browser, client, { scope: scopes.join(' ') });
    return grantIn(await exchangeProved(plain, client, code, by));
  };
  const [bound, free] = [await grant(prover), await grant(null)];
  return { app, prover, stranger, bound: bound.access_token, free: free.access_token, grant };
}

const ROUTES = [
  ...PROTECTED_ROUTES,
  { method: 'POST' as const, path: '/api/v1/auth/logout', body: {}, idempotent: true },
];

/** Whether an answer refuses the token, and not what the body has. */
const isChallenged = ({ status, headers }: Response) =>
  status === 401 && headers.get('WWW-Authenticate')?.includes('error=') === true;

describe.each(ROUTES)('$method $path', ({ method, path, body, ...route }) => {
  const ask = (app: TestApp, headers: Record<string, string>) =>
    app.fetch(path, {
      method,
      headers: { 'Content-Type': 'application/json', ...headers },
      ...(body && { body: JSON.stringify(body) }),
    });

  it('takes a bound token with a good proof, and that proof once', async () => {
    const { app, prover, bound, free } = await world();
    const headers = await prover.present(method, path, bound);
    const answer = await ask(app, headers);
    expect(isChallenged(answer)).toBe(false);
    const again = await ask(app, headers);
    // Who signs out twice is signed out.
    if ('idempotent' in route) expect(again.status).toBe(200);
    else {
      expect(again.headers.get('WWW-Authenticate')).toBe(challenge('invalid_dpop_proof'));
      expect(await refusal(again)).toEqual([401, 'invalid_dpop_proof']);
    }
    // An unbound token is served alike, unless its session has just been ended.
    if (!path.endsWith('terminate-all'))
      expect((await ask(app, bearer(free))).status).toBe(answer.status);
  });

  it('refuses a bound token by Bearer, with or without a proof, and says how to send it', async () => {
    const { app, prover, bound } = await world();
    const { DPoP } = await prover.present(method, path, bound);
    for (const more of [{}, { DPoP }]) {
      const response = await ask(app, { ...bearer(bound), ...more });
      expect(response.headers.get('WWW-Authenticate')).toBe(
        `Bearer error="invalid_token", DPoP ${ALGS}`,
      );
      expect(await refusal(response)).toEqual([401, 'token_invalid']);
    }
  });

  it('refuses a bound token without a proof, or with one of another key or request', async () => {
    const { app, prover, stranger, bound } = await world();
    const Authorization = `DPoP ${bound}`;
    const none = await ask(app, { Authorization });
    expect(none.headers.get('WWW-Authenticate')).toBe(challenge('invalid_dpop_proof'));
    expect(await refusal(none)).toEqual([401, 'invalid_dpop_proof']);
    const other = await ask(app, await stranger.present(method, path, bound));
    expect(other.headers.get('WWW-Authenticate')).toBe(challenge('invalid_token'));
    expect(await refusal(other)).toEqual([401, 'token_invalid']);
    for (const DPoP of [
      await prover.prove('OPTIONS', path, { token: bound }),
      await prover.prove(method, `${path}/more`, { token: bound }),
      await prover.prove(method, path),
    ])
      expect(await refusal(await ask(app, { Authorization, DPoP }))).toEqual([
        401,
        'invalid_dpop_proof',
      ]);
  });

  it('refuses an unbound token by DPoP', async () => {
    const { app, prover, free } = await world();
    const response = await ask(app, await prover.present(method, path, free));
    expect(response.headers.get('WWW-Authenticate')).toBe(challenge('invalid_token'));
    expect(await refusal(response)).toEqual([401, 'token_invalid']);
  });
});

describe('/oauth/userinfo', () => {
  const INFO = '/oauth/userinfo';
  const ask = (app: TestApp, headers: Record<string, string>) => app.fetch(INFO, { headers });

  it('takes a bound token with a good proof', async () => {
    const { app, prover, bound } = await world();
    expect((await ask(app, await prover.present('GET', INFO, bound))).status).toBe(200);
  });

  it('refuses a bound token by Bearer, by header and in the body of a form', async () => {
    const { app, prover, bound } = await world();
    const { DPoP } = await prover.present('POST', INFO, bound);
    const posted = app.fetch(INFO, {
      method: 'POST',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded', DPoP },
      body: new URLSearchParams({ access_token: bound }).toString(),
    });
    for (const response of [await ask(app, bearer(bound)), await posted]) {
      expect(response.headers.get('WWW-Authenticate')).toBe(
        `Bearer error="invalid_token", DPoP ${ALGS}`,
      );
      expect(await oauthRefusal(response)).toEqual([401, 'invalid_token']);
    }
  });

  it('refuses an unbound token by DPoP', async () => {
    const { app, prover, free } = await world();
    const response = await ask(app, await prover.present('GET', INFO, free));
    expect(response.headers.get('WWW-Authenticate')).toBe(challenge('invalid_token'));
    expect(await oauthRefusal(response)).toEqual([401, 'invalid_token']);
  });

  it('challenges in the scheme that was used where there is no token', async () => {
    const app = createTestApp();
    const nothing = await ask(app, {});
    expect(nothing.headers.get('WWW-Authenticate')).toBe(`Bearer, DPoP ${ALGS}`);
    const scheme = await ask(app, { Authorization: 'DPoP' });
    expect(scheme.headers.get('WWW-Authenticate')).toBe(`DPoP ${ALGS}, Bearer`);
  });

  it('and one proof, twenty at once: one answer', async () => {
    const { app, prover, bound } = await world();
    const headers = await prover.present('GET', INFO, bound);
    const answers = await Promise.all(Array.from({ length: 20 }, () => ask(app, headers)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(19).fill(401)]);
  });
});

describe('a bound token at our own routes', () => {
  it('and one proof, twenty at once: one answer', async () => {
    const { app, prover, bound } = await world();
    const headers = await prover.present('GET', ME, bound);
    const answers = await Promise.all(Array.from({ length: 20 }, () => app.fetch(ME, { headers })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(19).fill(401)]);
  });

  it('is as good at an older path, which its proof names', async () => {
    const { app, prover, bound } = await world();
    const old = '/api/users/me';
    const headers = await prover.present('GET', old, bound);
    expect((await app.fetch(old, { headers })).status).toBe(200);
    const wrong = await prover.present('GET', ME, bound);
    expect((await app.fetch(old, { headers: wrong })).status).toBe(401);
  });

  it('costs no call of storage more than an unbound one', async () => {
    const { app, measure } = createMeasuredApp();
    const { prover, bound, free } = await world(app);
    const headers = await prover.present('GET', ME, bound);
    await app.fetch(ME, { headers: bearer(free) });
    const cost = [200, '1 guard.live'];
    expect(await measure(() => app.fetch(ME, { headers: bearer(free) }))).toEqual(cost);
    expect(await measure(() => app.fetch(ME, { headers }))).toEqual(cost);
  });

  it('stays bound when its user proves themselves again', async () => {
    const { app, prover, bound } = await world();
    const path = '/api/v1/auth/step-up';
    const headers = await prover.present('POST', path, bound);
    const response = await app.post(path, { password: PASSWORD }, headers);
    const renewed = await response.json<Record<string, string>>();
    expect([response.status, renewed.token_type]).toEqual([200, 'DPoP']);
    const { access_token = '', refresh_token = '' } = renewed;
    for (const token of [access_token, refresh_token])
      expect(claimsOf(token).cnf).toEqual({ jkt: prover.jkt });
    expect((await app.fetch(ME, { headers: bearer(access_token) })).status).toBe(401);
    const proved = await prover.present('GET', ME, access_token);
    expect((await app.fetch(ME, { headers: proved })).status).toBe(200);
  });

  it('stays bound when its user changes the password', async () => {
    const { app, prover, bound } = await world();
    const path = '/api/v1/auth/password/change';
    const headers = await prover.present('POST', path, bound);
    const passwords = { old_password: PASSWORD, new_password: 'another-Horse-8-battery' };
    const response = await app.post(path, passwords, headers);
    const renewed = await response.json<Record<string, string>>();
    expect([response.status, renewed.token_type]).toEqual([200, 'DPoP']);
    expect(claimsOf(renewed.access_token ?? '').cnf).toEqual({ jkt: prover.jkt });
  });

  it('is revoked, introspected and verified by text: the first two need no proof', async () => {
    const app = createTestApp({ env: { INTROSPECTION_CLIENTS: 'api:0123456789abcdef' } });
    const { prover, bound } = await world(app);
    const trusted = { Authorization: `Basic ${btoa('api:0123456789abcdef')}` };
    const introspect = async () =>
      (await app.post('/api/v1/auth/token/introspect', { token: bound }, trusted)).json();
    expect(await introspect()).toMatchObject({ active: true, cnf: { jkt: prover.jkt } });
    const verified = await app.post('/api/v1/auth/token/verify', { token: bound });
    expect(await refusal(verified)).toEqual([401, 'token_invalid']);
    expect((await app.post('/api/v1/auth/token/revoke', { token: bound })).status).toBe(200);
    expect(await introspect()).toEqual({ active: false });
  });

  it('is no cookie', async () => {
    const app = createTestApp({ env: { COOKIE_MODE: 'both' } });
    const { prover, bound } = await world(app);
    const { DPoP } = await prover.present('GET', ME, bound);
    const headers = { Cookie: `__Host-access_token=${bound}`, DPoP };
    expect(await refusal(await app.fetch(ME, { headers }))).toEqual([401, 'token_invalid']);
  });

  it('opens no page, and a proof refreshes no session of a browser', async () => {
    const { app, prover, grant } = await world();
    const tokens = await grant(prover);
    const headers = await prover.present('GET', '/account/profile', tokens.access_token);
    const page = await app.fetch('/account/profile', { headers, redirect: 'manual' });
    expect(page.headers.get('Location')).toMatch(/^\/sign-in/);
    const path = '/api/v1/auth/token/refresh';
    const proof = { DPoP: await prover.prove('POST', path) };
    const refused = await app.post(path, { refresh: tokens.refresh_token }, proof);
    expect(refused.status).toBe(401);
  });
});

describe('pages of a client', () => {
  it('may send a proof, and read what they are told of one', async () => {
    const { app, prover, bound } = await world();
    const origin = 'https://client.example';
    for (const path of ['/oauth/token', '/oauth/userinfo']) {
      const preflight = await app.fetch(path, {
        method: 'OPTIONS',
        headers: {
          Origin: origin,
          'Access-Control-Request-Method': 'POST',
          'Access-Control-Request-Headers': 'authorization,dpop',
        },
      });
      expect(preflight.headers.get('Access-Control-Allow-Origin')).toBe(origin);
      expect(preflight.headers.get('Access-Control-Allow-Headers')).toContain('dpop');
    }
    const wrong = await prover.present('PUT', '/oauth/userinfo', bound);
    const refused = await app.fetch('/oauth/userinfo', { headers: { ...wrong, Origin: origin } });
    expect([refused.status, refused.headers.get('Access-Control-Allow-Origin')]).toEqual([
      401,
      origin,
    ]);
    const exposed = refused.headers.get('Access-Control-Expose-Headers');
    for (const name of ['WWW-Authenticate', 'DPoP-Nonce']) expect(exposed).toContain(name);
  });

  it('learn the algorithms from the metadata', async () => {
    const app = createTestApp();
    for (const name of ['openid-configuration', 'oauth-authorization-server']) {
      const metadata = await (await app.fetch(`/.well-known/${name}`)).json();
      expect(metadata).toMatchObject({
        issuer: ISSUER,
        dpop_signing_alg_values_supported: ['ES256', 'EdDSA', 'Ed25519', 'PS256'],
      });
    }
  });
});
