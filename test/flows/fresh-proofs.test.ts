import { describe, expect, it } from 'vitest';
import { documentOf, type Route, routesOf } from '../support/api-document.ts';
import { bodyOf, examplesOf, headersOf, pathOf } from '../support/example-requests.ts';
import { prepareWorld, type World } from '../support/example-world.ts';
import { as, bearer, newcomer, PASSWORD, refusal, tokensIn } from '../support/people.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';

const MINUTE = 60_000;
const CHALLENGE = 'Bearer error="insufficient_user_authentication", max_age=600';

/** The routes of the contract that want a fresh proof. */
const FRESH = [
  'DELETE /api/v1/admin/users/{id}',
  'DELETE /api/v1/auth/account',
  'DELETE /api/v1/auth/mfa/{id}',
  'GET /api/v1/auth/account/export',
  'PATCH /api/v1/auth/profile',
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

const document = documentOf(createTestApp().app);
const nameOf = ({ method, path }: Route) => `${method} ${path}`;
const wantsFresh = ({ responses }: Route) =>
  JSON.stringify(responses[403] ?? {}).includes('reauthentication_required');
const cases = examplesOf(document)
  .filter(({ route }) => wantsFresh(route))
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

const toText = (body: object | null | undefined) =>
  body === null || body === undefined ? null : JSON.stringify(body);

describe('the owner of an account', () => {
  it('erases it with a stale sign-in and the right password', async () => {
    const app = createTestApp();
    const ada = await newcomer(app);
    app.advance(11 * MINUTE);
    const erase = (json: object) => app.auth.account.$delete({ json }, as(ada));
    expect(await refusal(await erase({}))).toEqual([403, 'reauthentication_required']);
    expect((await erase({ password: PASSWORD })).status).toBe(200);
  });
});
