import { describe, expect, it } from 'vitest';
import { documentOf, type Route, routesOf } from '../support/api-document.ts';
import { bodyOf, examplesOf, headersOf, pathOf } from '../support/example-requests.ts';
import { prepareWorld, type World } from '../support/example-world.ts';
import { addPasskey } from '../support/passkeys.ts';
import {
  as,
  bearer,
  newcomerByMail,
  PASSWORD,
  refusal,
  signIn,
  type Tokens,
  tokensIn,
} from '../support/people.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';
import { setUpTotp, signInWithTotp } from '../support/totp.ts';
import type { Authenticator } from '../support/virtual-authenticator.ts';

const MINUTE = 60_000;
const CHALLENGE = 'Bearer error="insufficient_user_authentication", max_age=600';

/** The routes of the contract that want a fresh proof. */
const FRESH = [
  'DELETE /api/v1/admin/clients/{client_id}',
  'DELETE /api/v1/admin/dead-letters/{id}',
  'DELETE /api/v1/admin/users/{id}',
  'DELETE /api/v1/auth/account',
  'DELETE /api/v1/auth/mfa/{id}',
  'DELETE /api/v1/auth/passkeys/{id}',
  'GET /api/v1/auth/account/export',
  'PATCH /api/v1/admin/clients/{client_id}',
  'PATCH /api/v1/auth/profile',
  'POST /api/v1/admin/clients',
  'POST /api/v1/admin/clients/{client_id}/rotate-secret',
  'POST /api/v1/admin/dead-letters/{id}/retry',
  'POST /api/v1/admin/users/{id}/{act}',
  'POST /api/v1/auth/email/change',
  'POST /api/v1/auth/mfa/recovery-codes',
  'POST /api/v1/auth/mfa/totp',
  'POST /api/v1/auth/passkeys/register/options',
  'PUT /api/v1/admin/users/{id}/roles',
  'PUT /api/v1/auth/mfa/email',
  'PUT /api/v1/auth/profile',
];
/** What of these routes wants one, where the example does not. */
const BODIES: Record<string, object | null> = {
  'DELETE /api/v1/auth/account': null,
  'PATCH /api/v1/auth/profile': { username: 'lovelace' },
  'PUT /api/v1/auth/profile': { username: 'lovelace' },
};

/** Routes about a factor of possession, which is then what they want. */
const OF_FACTORS = [
  'DELETE /api/v1/auth/mfa/{id}',
  'DELETE /api/v1/auth/passkeys/{id}',
  'POST /api/v1/auth/mfa/recovery-codes',
];

const document = documentOf(createTestApp().app);
const nameOf = ({ method, path }: Route) => `${method} ${path}`;
const wantsFresh = ({ responses }: Route) =>
  JSON.stringify(responses[403] ?? {}).includes('reauthentication_required');
const cases = examplesOf(document)
  .filter(({ route }) => wantsFresh(route) && !OF_FACTORS.includes(nameOf(route)))
  .filter(({ route }, index, all) => all.findIndex((one) => one.route === route) === index);

/** Ada’s tokens after a step-up by password. */
async function steppedUp(app: TestApp, token: string) {
  const json = { password: PASSWORD };
  const answer = await app.auth['step-up'].$post({ json }, { headers: bearer(token) });
  expect(answer.status).toBe(200);
  return tokensIn(answer);
}

describe('a route that wants a fresh proof', () => {
  it('is one of the contract’s', () => {
    expect(routesOf(document).filter(wantsFresh).map(nameOf).sort()).toEqual(FRESH);
  });

  it.each(cases.map((one) => [nameOf(one.route), one] as const))(
    'refuses a proof of eleven minutes ago and takes a fresh one: %s',
    async (name, example) => {
      const app = createTestApp();
      const { route } = example;
      const world = await prepareWorld(app, route, example.name);
      const ask = (given: World) => {
        const body = name in BODIES ? toText(BODIES[name]) : bodyOf(example, given);
        const type = body === null ? {} : { 'Content-Type': 'application/json' };
        const { 'Content-Type': _, ...headers } = headersOf(example, given);
        const init = { method: route.method, headers: { ...headers, ...type }, body };
        return app.fetch(pathOf(route, given), init);
      };
      app.advance(11 * MINUTE);
      const stale = await ask(world);
      expect(await refusal(stale.clone())).toEqual([403, 'reauthentication_required']);
      expect(stale.headers.get('WWW-Authenticate')).toBe(CHALLENGE);
      const tokens = await steppedUp(app, world.tokens?.access_token ?? '');
      expect([401, 403]).not.toContain((await ask({ ...world, tokens })).status);
    },
  );
});

describe('a route about factors', () => {
  it('refuses a password and an old code, and takes the code of a step-up', async () => {
    const app = createTestApp();
    const ada = await newcomerByMail(app);
    const passkey = await addPasskey(app, ada);
    const device = await setUpTotp(app, await provedBy(app, ada, passkey.authenticator));
    const by = await signInWithTotp(app, ada.email, device);
    const routes = [
      ['POST', 'mfa/recovery-codes'],
      ['DELETE', `passkeys/${passkey.id}`],
      ['DELETE', `mfa/${device.id}`],
    ] as const;
    const ask = ([method, path]: (typeof routes)[number], token: string) =>
      app.fetch(`/api/v1/auth/${path}`, { method, headers: bearer(token) });
    app.advance(11 * MINUTE);
    for (const route of routes) {
      const stale = await ask(route, by.access_token);
      expect(stale.headers.get('WWW-Authenticate')).toBe(`${CHALLENGE}, acr_values="aal2"`);
      expect(await refusal(stale)).toEqual([403, 'reauthentication_required']);
    }
    const otp = await device.code();
    const fresh = await app.auth['step-up'].$post({ json: { otp } }, as(by));
    const { access_token } = await tokensIn(fresh);
    for (const route of routes) expect((await ask(route, access_token)).status).toBe(200);
  });
});

/** The tokens of a sign-in by passkey. */
async function provedBy(app: TestApp, person: Tokens, authenticator: Authenticator) {
  const asked = await app.auth['step-up'].options.$post({}, as(person));
  const { passkey_options: options } = (await asked.json()) as unknown as {
    passkey_options: Parameters<Authenticator['get']>[0];
  };
  const credential = await authenticator.get(options);
  return tokensIn(
    await app.post('/api/v1/auth/step-up', { credential }, bearer(person.access_token)),
  );
}

const toText = (body: object | null | undefined) =>
  body === null || body === undefined ? null : JSON.stringify(body);

describe('a fresh proof', () => {
  it.each([
    [599, 0, true],
    [600, 0, true],
    [601, 0, false],
    // Given late in its second, it lasts for less than ten minutes, never for more.
    [599, 999, true],
    [600, 999, false],
  ])(
    'is one of at most 600 seconds ago: %i s, given %i ms after one',
    async (age, late, isFresh) => {
      const app = createTestApp();
      const { email } = await newcomerByMail(app);
      app.advance(1000 - (app.clock() % 1000) + late);
      const ada = await signIn(app, email);
      app.advance(age * 1000);
      const answer = await app.auth.account.export.$get({}, as(ada));
      expect(answer.status).toBe(isFresh ? 200 : 403);
    },
  );

  it('makes no earlier token of the same second stronger', async () => {
    const app = createTestApp({ env: { LOGIN_SECOND_FACTOR: 'off' } });
    const { email } = await newcomerByMail(app);
    const device = await setUpTotp(app, await signIn(app, email));
    app.advance(1000 - (app.clock() % 1000));
    const ada = await signIn(app, email);
    const otp = await device.code();
    const proven = await tokensIn(await app.auth['step-up'].$post({ json: { otp } }, as(ada)));
    const replace = (by: Tokens) => app.auth.mfa['recovery-codes'].$post({}, as(by));
    expect(await refusal(await replace(ada))).toEqual([403, 'reauthentication_required']);
    expect((await replace(proven)).status).toBe(200);
  });
});

describe('the owner of an account', () => {
  it('erases it with a stale sign-in and the right password', async () => {
    const app = createTestApp();
    const ada = await newcomerByMail(app);
    app.advance(11 * MINUTE);
    const erase = (json: object) => app.auth.account.$delete({ json }, as(ada));
    expect(await refusal(await erase({}))).toEqual([403, 'reauthentication_required']);
    expect((await erase({ password: PASSWORD })).status).toBe(200);
  });
});
