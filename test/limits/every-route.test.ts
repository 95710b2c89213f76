import { env as realEnv } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { documentedBy } from '../../src/http/contract.ts';
import { SHIELD } from '../../src/limits/limit.ts';
import { type RateLimitScope, ruleOf } from '../../src/limits/rules.ts';
import { giveRoles } from '../support/edit-users.ts';
import { pageForm } from '../support/page-form.ts';
import { bearer, freshEmail, newcomer, refusal, signIn, WRONG } from '../support/people.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';

const CLIENT = 'api:0123456789abcdef';
const ON = { RATE_LIMITS: '{}', SHIELD: { limit: async () => ({ success: true }) } };
const SHIELDED = { RATE_LIMITS: '{}', SHIELD: { limit: async () => ({ success: false }) } };

/**
 * Every route with its limits, each "count, seconds, subject"; an empty list means the shield only.
 * Limits follow the contract's table, and `src/limits/rules.ts` where the contract has none. A new
 * route needs a row here.
 */
const LIMITS: Record<string, string[]> = {
  'POST /api/v1/auth/register': ['5 3600 address'],
  'POST /api/v1/auth/login': ['25 3600 address', '5 60 address and name'],
  'POST /api/v1/auth/login/otp-verify': ['10 3600 address and name'],
  'POST /api/v1/auth/logout': [],
  'POST /api/v1/auth/token/refresh': ['60 3600 user', '1000 3600 address, if refused'],
  'POST /api/v1/auth/token/verify': ['100 3600 address'],
  'POST /api/v1/auth/token/revoke': ['100 3600 address'],
  'POST /api/v1/auth/token/introspect': ['6000 60 client'],
  'POST /api/v1/auth/exchange-token': ['10 3600 address'],
  'POST /api/v1/auth/email/verify': ['10 3600 address'],
  'POST /api/v1/auth/email/resend': ['5 3600 address'],
  'POST /api/v1/auth/email/change': ['5 3600 user'],
  // The user may not be signed in when opening the link, so the address is counted.
  'POST /api/v1/auth/email/change/confirm': ['5 3600 address'],
  'POST /api/v1/auth/otp/request': ['10 3600 address', '5 3600 name'],
  'POST /api/v1/auth/otp/verify': ['10 3600 address and name'],
  'POST /api/v1/auth/password/reset': ['5 3600 address', '3 60 address and name'],
  'POST /api/v1/auth/password/reset/confirm': ['10 3600 address'],
  'POST /api/v1/auth/forgot-password': ['5 3600 address', '3 60 address and name'],
  'POST /api/v1/auth/password-reset': ['10 3600 address'],
  'POST /api/v1/auth/password/change': ['10 3600 user'],
  'POST /api/v1/auth/step-up/options': ['10 3600 user'],
  'POST /api/v1/auth/step-up': ['10 3600 user'],
  'PUT /api/v1/auth/mfa/email': ['10 3600 user'],
  'GET /api/v1/auth/mfa': ['60 3600 user'],
  'POST /api/v1/auth/mfa/totp': ['10 3600 user'],
  'POST /api/v1/auth/mfa/totp/:id/confirm': ['10 3600 user'],
  'POST /api/v1/auth/mfa/recovery-codes': ['10 3600 user'],
  'DELETE /api/v1/auth/mfa/:id': ['10 3600 user'],
  'POST /api/v1/auth/passkeys/register/options': ['10 3600 user'],
  'POST /api/v1/auth/passkeys/register': ['10 3600 user'],
  'POST /api/v1/auth/passkeys/authenticate/options': [],
  'POST /api/v1/auth/passkeys/authenticate': ['30 3600 address, if refused'],
  'GET /api/v1/auth/passkeys': ['30 3600 user'],
  'PATCH /api/v1/auth/passkeys/:id': ['30 3600 user'],
  'DELETE /api/v1/auth/passkeys/:id': ['30 3600 user'],
  'GET /api/v1/auth/me': [],
  'PUT /api/v1/auth/profile': ['60 3600 user'],
  'PATCH /api/v1/auth/profile': ['60 3600 user'],
  'GET /api/v1/auth/sessions': ['30 3600 user'],
  'DELETE /api/v1/auth/sessions/:id': ['30 3600 user'],
  'POST /api/v1/auth/sessions/terminate-all': ['10 3600 user'],
  'GET /api/v1/auth/csrf': ['100 3600 address'],
  'GET /api/v1/auth/account/export': ['10 3600 user'],
  'DELETE /api/v1/auth/account': ['10 3600 user'],
  'GET /api/v1/audit/logs': ['300 3600 user'],
  'GET /api/v1/admin/users': ['600 3600 user'],
  'GET /api/v1/admin/users/:id': ['600 3600 user'],
  'GET /api/v1/admin/stats': ['600 3600 user'],
  'GET /api/v1/admin/figures': ['600 3600 user'],
  'GET /api/v1/admin/events': ['600 3600 user'],
  'GET /api/v1/admin/dead-letters': ['600 3600 user'],
  'POST /api/v1/admin/dead-letters/:id/retry': ['120 3600 user'],
  'DELETE /api/v1/admin/dead-letters/:id': ['120 3600 user'],
  'GET /api/v1/admin/metrics': ['60 60 address', '600 3600 user'],
  'POST /api/v1/admin/users/:id/:act': ['120 3600 user'],
  'PUT /api/v1/admin/users/:id/roles': ['120 3600 user'],
  'DELETE /api/v1/admin/users/:id': ['120 3600 user'],
  'GET /api/v1/admin/clients': ['600 3600 user'],
  'POST /api/v1/admin/clients': ['120 3600 user'],
  'GET /api/v1/admin/clients/:client_id': ['600 3600 user'],
  'PATCH /api/v1/admin/clients/:client_id': ['120 3600 user'],
  'DELETE /api/v1/admin/clients/:client_id': ['120 3600 user'],
  'POST /api/v1/admin/clients/:client_id/rotate-secret': ['120 3600 user'],
  'GET /api/v1/auth/health': ['60 60 address'],
  'GET /api/v1/auth/health/live': [],
  'POST /api/v1/auth/cron/flush-tokens': ['60 3600 address'],
  'GET /.well-known/jwks.json': [],
  'GET /.well-known/oauth-authorization-server': [],
  'GET /.well-known/openid-configuration': [],
  'GET /.well-known/webauthn': [],
  'GET /oauth/authorize': [],
  'POST /oauth/authorize': [],
  'GET /oauth/continue': [],
  'POST /oauth/continue': [],
  'POST /oauth/token': ['3000 60 client'],
  'POST /oauth/par': ['3000 60 client'],
  'GET /oauth/userinfo': [],
  'POST /oauth/userinfo': [],
  'POST /oauth/revoke': ['3000 60 client'],
  'POST /oauth/introspect': ['6000 60 client'],
  'GET /oauth/end-session': [],
  'POST /oauth/end-session': [],
  'GET /oauth/end-session/continue': [],
  'POST /oauth/end-session/continue': [],
  'GET /assets/:file': [],
  'GET /.well-known/change-password': [],
  'GET /': [],
  'GET /sign-in': [],
  'POST /sign-in': ['25 3600 address', '5 60 address and name'],
  'GET /sign-in/code': [],
  'POST /sign-in/code': ['10 3600 address and name'],
  'GET /sign-in/code/send': [],
  'POST /sign-in/code/send': ['10 3600 address', '5 3600 name'],
  'GET /sign-in/passkey': [],
  'POST /sign-in/passkey': ['30 3600 address, if refused'],
  'GET /sign-in/with/:provider': [],
  'GET /sign-in/with/:provider/callback': ['30 3600 address, if refused', '60 3600 address'],
  'POST /sign-in/with/:provider/callback': [],
  'GET /sign-in/with/:provider/address': [],
  'POST /sign-in/with/:provider/address': ['10 3600 address', '5 3600 name'],
  'GET /sign-in/with/:provider/address/code': [],
  'POST /sign-in/with/:provider/address/code': ['10 3600 address and name'],
  'GET /sign-in/with/:provider/finish': [],
  'POST /sign-in/with/:provider/finish': [],
  'GET /sign-in/with/:provider/existing': [],
  'GET /second-step': [],
  'POST /second-step': ['10 3600 address and name'],
  'GET /second-step/codes': [],
  'GET /second-step/set-up': [],
  'GET /second-step/set-up/totp': [],
  'POST /second-step/set-up/totp': ['10 3600 user'],
  'GET /second-step/set-up/totp/:id': [],
  'POST /second-step/set-up/totp/:id': ['10 3600 user'],
  'GET /second-step/set-up/passkey': ['10 3600 user'],
  'POST /second-step/set-up/passkey': ['10 3600 user'],
  'GET /second-step/set-up/password': [],
  'POST /second-step/set-up/password': ['10 3600 address'],
  'GET /account': [],
  'GET /account/profile': [],
  'POST /account/profile': ['60 3600 user'],
  'GET /account/profile/username': [],
  'POST /account/profile/username': ['60 3600 user'],
  'GET /account/profile/email': [],
  'POST /account/profile/email': ['5 3600 user'],
  'GET /account/security': ['60 3600 user'],
  'GET /account/security/password': [],
  'POST /account/security/password': ['10 3600 user'],
  'GET /account/security/passkeys/add': ['10 3600 user'],
  'POST /account/security/passkeys/add': ['10 3600 user'],
  'GET /account/security/passkeys/:id/rename': ['30 3600 user'],
  'POST /account/security/passkeys/:id/rename': ['30 3600 user'],
  'GET /account/security/passkeys/:id/remove': ['60 3600 user'],
  'POST /account/security/passkeys/:id/remove': ['30 3600 user'],
  'GET /account/security/totp': [],
  'POST /account/security/totp': ['10 3600 user'],
  'GET /account/security/totp/:id': ['60 3600 user'],
  'POST /account/security/totp/:id': ['10 3600 user'],
  'GET /account/security/totp/:id/remove': ['60 3600 user'],
  'POST /account/security/totp/:id/remove': ['10 3600 user'],
  'GET /account/security/recovery-codes': [],
  'POST /account/security/recovery-codes': ['10 3600 user'],
  'GET /account/security/email-code': [],
  'POST /account/security/email-code': ['10 3600 user'],
  'GET /account/step-up': [],
  'POST /account/step-up': ['10 3600 user'],
  'GET /account/step-up/code': [],
  'POST /account/step-up/code': ['10 3600 user'],
  'GET /account/sessions': ['30 3600 user'],
  'POST /account/sessions': ['30 3600 user'],
  'GET /account/sessions/end-others': ['30 3600 user'],
  'POST /account/sessions/end-others': ['10 3600 user'],
  'GET /account/activity': ['300 3600 user'],
  'GET /account/activity/secure': [],
  'POST /account/activity/secure': ['10 3600 user'],
  'GET /account/connections': ['60 3600 user'],
  'POST /account/connections': ['30 3600 user'],
  'GET /account/connections/with/:provider': ['60 3600 user'],
  'POST /account/connections/with/:provider': ['30 3600 user'],
  'GET /account/connections/join': ['60 3600 user'],
  'POST /account/connections/join': ['30 3600 user'],
  'GET /account/connections/:id/disconnect': ['60 3600 user'],
  'POST /account/connections/:id/disconnect': ['30 3600 user'],
  'GET /account/data': [],
  'GET /account/data/download': ['10 3600 user'],
  'GET /account/data/erase': [],
  'POST /account/data/erase': ['10 3600 user'],
  'GET /admin': ['600 3600 user'],
  'GET /admin/keys': ['600 3600 user'],
  'GET /admin/settings': ['600 3600 user'],
  'GET /admin/events': ['600 3600 user'],
  'GET /admin/dead-letters': ['600 3600 user'],
  'POST /admin/dead-letters': ['120 3600 user'],
  'GET /admin/users': ['600 3600 user'],
  'GET /admin/users.csv': ['10 3600 user'],
  'GET /admin/users/:id': ['600 3600 user'],
  'POST /admin/users/:id': ['120 3600 user'],
  'GET /admin/clients': ['600 3600 user'],
  'GET /admin/clients/new': ['600 3600 user'],
  'POST /admin/clients/new': ['120 3600 user'],
  'GET /admin/clients/:client_id': ['600 3600 user'],
  'POST /admin/clients/:client_id': ['120 3600 user'],
  'GET /admin/clients/:client_id/edit': ['600 3600 user'],
  'POST /admin/clients/:client_id/edit': ['120 3600 user'],
  'GET /admin/jobs': ['600 3600 user'],
  'POST /admin/jobs': ['120 3600 user'],
  'GET /admin/jobs/:id': ['600 3600 user'],
  'POST /admin/jobs/:id': ['120 3600 user'],
  'GET /goodbye': [],
  'GET /sign-out': [],
  'POST /sign-out': [],
  'GET /verify-email': ['10 3600 address'],
  'POST /verify-email': ['10 3600 address'],
  'GET /sign-up': ['5 3600 address'],
  'POST /sign-up': ['5 3600 address'],
  'GET /sign-up/sent': ['10 3600 address'],
  'POST /sign-up/sent': ['10 3600 address'],
  'GET /sign-up/resend': ['5 3600 address'],
  'POST /sign-up/resend': ['5 3600 address'],
  'GET /forgot-password': ['5 3600 address'],
  'GET /forgot-password/sent': ['5 3600 address'],
  'POST /forgot-password': ['5 3600 address', '3 60 address and name'],
  'GET /reset-password': ['10 3600 address'],
  'POST /reset-password': ['10 3600 address'],
  'GET /change-email': ['5 3600 address'],
  'POST /change-email': ['5 3600 address'],
  'GET /unlock-account': ['30 3600 address'],
  'POST /unlock-account': ['30 3600 address'],
  'GET /undo-email-change': ['30 3600 address'],
  'POST /undo-email-change': ['30 3600 address'],
  'GET /cancel-factor-removal': ['30 3600 address'],
  'POST /cancel-factor-removal': ['30 3600 address'],
  'GET /undo-factor-change': ['30 3600 address'],
  'POST /undo-factor-change': ['30 3600 address'],
  'GET /dev/mailbox': [],
  'GET /dev/mailbox/preview': [],
  'GET /dev/mailbox/preview/:name': [],
  'GET /api/schema': [],
  'GET /api/schema/postman.json': [],
  'GET /api/schema/latchkey.http': [],
  'GET /api/docs': [],
  'GET /swagger': [],
  'GET /api/redoc': [],
  'GET /redoc': [],
  'GET /api/docs/viewers/:file': [],
  'GET /favicon.ico': [],
};
/** What a sign-in that waits for a factor asks: `second-step-set-up.test.ts` sees their headers. */
const isSetUp = (path: string) => /^\/second-step\/set-up\/(?:totp|passkey)/.test(path);
/** What an identity that waits for an address asks: `social-address.test.ts` sees their headers. */
const isOfIdentity = (path: string) => /^\/sign-in\/with\/.*address/.test(path);
/**
 * Routes without the shield: health by the contract; those of OAuth clients limit unknown callers
 * themselves.
 */
const OPEN = new Set([
  '/api/v1/auth/health/live',
  '/api/v1/auth/token/introspect',
  '/oauth/token',
  '/oauth/par',
  '/oauth/revoke',
  '/oauth/introspect',
]);
/** What clients ask, with credentials that the table below has none of. */
const isForClients = (path: string) => /^\/oauth\/(?:token|par|revoke|introspect)$/.test(path);

let counter = 0;
const freshIp = () => `198.18.${++counter >> 8}.${counter & 255}`;

/** Every route of the app with the limits that its middleware declares. */
function laidRoutes({ app }: TestApp): Map<string, string[]> {
  const routes = new Map<string, string[]>();
  for (const { method, path, handler } of app.routes) {
    if (method === 'ALL') continue;
    const route = `${method} ${path}`;
    const about = documentedBy(handler);
    const rule = about?.kind === 'limit' ? ruleOf(about.scope as RateLimitScope, {}) : null;
    const limit =
      rule === null || about?.kind !== 'limit'
        ? []
        : [`${rule.limit} ${rule.window / 1000} ${about.by}`];
    routes.set(route, [...(routes.get(route) ?? []), ...limit]);
  }
  return routes;
}

describe('every route', () => {
  it('has exactly the limits of its row', () => {
    expect(Object.fromEntries(laidRoutes(createTestApp()))).toEqual(LIMITS);
  });

  it('is found if it comes without a row', () => {
    const app = createTestApp();
    app.app.get('/planted', (c) => c.text(''));
    expect(Object.fromEntries(laidRoutes(app))).toEqual({ ...LIMITS, 'GET /planted': [] });
  });

  it('is behind the shield, even unknown, legacy and mistyped ones', async () => {
    const app = createTestApp({ env: { ...SHIELDED, INTROSPECTION_CLIENTS: CLIENT } });
    const older = [
      'POST /api/auth/login/',
      'GET /api/users/me',
      'POST /api/auth/reset-password/a/b',
    ];
    const none = ['GET /nowhere', 'GET /', 'GET /.env', 'DELETE /api/v1/auth/login'];
    for (const route of [...laidRoutes(app).keys(), ...older, ...none]) {
      const [method = '', pattern = ''] = route.split(' ');
      const path = pattern.replaceAll(/:\w+/g, 'x');
      const answer = await app.fetch(path, { method, ip: freshIp() });
      const seen = [route, answer.status, answer.headers.get('RateLimit')];
      if (OPEN.has(path) && method === 'GET') expect(seen).toEqual([route, 200, null]);
      else expect(seen).toEqual([route, 429, '"shield";r=0;t=60']);
      if (answer.status === 429) {
        expect(answer.headers.get('Retry-After')).toBe('60');
        if (isForClients(path) || path === '/oauth/userinfo')
          expect(await answer.json()).toMatchObject({ error: 'temporarily_unavailable' });
        else expect(await refusal(answer)).toEqual([429, 'rate_limited']);
      }
    }
  });

  it('states its limits in the headers', async () => {
    const plain = createTestApp();
    const person = await newcomer(plain);
    // Of a session that signing out does not end.
    const { refresh_token: refresh } = await signIn(plain, person.email);
    await giveRoles(['admin'], { id: person.user.id });
    const app = createTestApp({ env: { ...ON, INTROSPECTION_CLIENTS: CLIENT } });
    const body = {
      email: freshEmail(),
      password: WRONG,
      new_password: WRONG,
      old_password: WRONG,
      new_email: freshEmail(),
      enabled: true,
      roles: ['user'],
      otp: '000001',
      token: 'x',
      exchange_token: 'x',
      refresh,
    };
    const texts = { email: body.email, password: WRONG, otp: body.otp, by: 'password' };
    // Accepts a code or a password.
    const without = (path: string) => (path.endsWith('/otp-verify') ? { password: null } : {});
    const isBasic = (path: string) => path.endsWith('/introspect');
    for (const [route, limits] of Object.entries(LIMITS)) {
      const [method = '', pattern = ''] = route.split(' ');
      const path = pattern.replace(':id', crypto.randomUUID()).replace(/:act|:\w+/, 'lock');
      if (isSetUp(path) || isOfIdentity(path) || isForClients(path)) continue;
      const isForm = method === 'POST' && !path.startsWith('/api/');
      const form = { ...texts, email_or_username: freshEmail(), token: 'x' };
      const answer = await app.fetch(path, {
        ...(isForm ? pageForm(app, form, { Cookie: `__Host-refresh_token=${refresh}` }) : {}),
        ...(isForm
          ? {}
          : {
              method,
              headers: {
                ...bearer(person.access_token),
                // Pages know people by their cookie.
                ...(/^\/(?:account|admin)/.test(path)
                  ? { Cookie: `__Host-refresh_token=${refresh}` }
                  : {}),
                ...(isBasic(path) ? { Authorization: `Basic ${btoa(CLIENT)}` } : {}),
                'Content-Type': 'application/json',
              },
              ...(method === 'GET' ? {} : { body: JSON.stringify({ ...body, ...without(path) }) }),
            }),
        ip: freshIp(),
      });
      const policies = (answer.headers.get('RateLimit-Policy') ?? '')
        .split(', ')
        .flatMap((policy) => /q=(\d+);w=(\d+)$/.exec(policy)?.slice(1).join(' ') ?? []);
      // The form's credential is none, so it is refused.
      const told = limits.filter((limit) => isForm || !limit.endsWith('if refused'));
      expect([route, ...policies]).toEqual([
        route,
        ...told.map((limit) => limit.split(' ').slice(0, 2).join(' ')),
      ]);
      if (told.length > 0) expect(answer.headers.get('RateLimit'), route).toMatch(/r=\d+;t=\d+/);
    }
  });
});

describe('the shield', () => {
  it('uses the limits of wrangler.toml in every environment', () => {
    expect(realEnv.TEST_WRANGLER.map(({ ratelimits }) => ratelimits)).toEqual(
      ['1001', '1002', '1001'].map((namespace_id) => [
        { name: 'SHIELD', namespace_id, simple: SHIELD },
      ]),
    );
  });

  it('counts all spellings of an address as one', async () => {
    const keys: string[] = [];
    const shield = {
      limit: async ({ key }: { key: string }) => {
        keys.push(key);
        return { success: true };
      },
    };
    const app = createTestApp({ env: { ...ON, SHIELD: shield } });
    const spellings = ['203.0.113.7', '::ffff:203.0.113.7', '::FFFF:CB00:7107'];
    for (const ip of spellings) await app.fetch('/api/v1/auth/csrf', { ip });
    expect(new Set(keys)).toEqual(new Set(['203.0.113.7']));
  });

  it('lets introspection clients through, and holds back unknown callers', async () => {
    const app = createTestApp({ env: { ...SHIELDED, INTROSPECTION_CLIENTS: CLIENT } });
    const ask = (pair: string) =>
      app.post(
        '/api/v1/auth/token/introspect',
        { token: 'x' },
        { Authorization: `Basic ${btoa(pair)}` },
        { ip: freshIp() },
      );
    expect((await ask(CLIENT)).status).toBe(200);
    expect(await refusal(await ask('api:guess'))).toEqual([429, 'rate_limited']);
  });

  it('counts a request once, even from a client with a wrong secret', async () => {
    const keys: string[] = [];
    const shield = {
      limit: async ({ key }: { key: string }) => {
        keys.push(key);
        return { success: true };
      },
    };
    const app = createTestApp({ env: { ...ON, SHIELD: shield, INTROSPECTION_CLIENTS: CLIENT } });
    const guess = { Authorization: `Basic ${btoa('api:guess')}` };
    for (const path of ['revoke', 'introspect']) {
      const ip = freshIp();
      const answer = await app.post(`/api/v1/auth/token/${path}`, { token: 'x' }, guess, { ip });
      expect(await refusal(answer)).toEqual([401, 'invalid_client']);
      expect([path, keys.splice(0)]).toEqual([path, [ip]]);
    }
  });
});
