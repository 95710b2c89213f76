import { describe, expect, it } from 'vitest';
import { documentOf, routesOf } from '../support/api-document.ts';
import { officialWithTwoFactors } from '../support/console-people.ts';
import { giveRoles } from '../support/edit-users.ts';
import { bearer, newcomer, signIn } from '../support/people.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';

const APP = { env: { STAFF_SECOND_FACTOR: 'required', LOGIN_SECOND_FACTOR: 'off' } };

/** Who may use a route: whoever reads the console, or whoever acts there. */
type For = 'staff' | 'admin';
/** Every route below `/api/v1/admin`. A new one is without an entry, and fails. */
const ROUTES: Record<string, { for: For; body?: object }> = {
  'GET /api/v1/admin/users': { for: 'staff' },
  'GET /api/v1/admin/users/{id}': { for: 'staff' },
  'GET /api/v1/admin/stats': { for: 'staff' },
  'GET /api/v1/admin/figures': { for: 'staff' },
  'GET /api/v1/admin/metrics': { for: 'staff' },
  'GET /api/v1/admin/events': { for: 'staff' },
  'GET /api/v1/admin/dead-letters': { for: 'staff' },
  'POST /api/v1/admin/dead-letters/{id}/retry': { for: 'admin', body: {} },
  'DELETE /api/v1/admin/dead-letters/{id}': { for: 'admin', body: {} },
  'POST /api/v1/admin/users/{id}/{act}': { for: 'admin', body: {} },
  'PUT /api/v1/admin/users/{id}/roles': { for: 'admin', body: { roles: ['user'] } },
  'DELETE /api/v1/admin/users/{id}': { for: 'admin', body: {} },
  'GET /api/v1/admin/clients': { for: 'staff' },
  'POST /api/v1/admin/clients': {
    for: 'admin',
    body: { client_name: 'App', redirect_uris: ['https://app.example.com/'] },
  },
  'GET /api/v1/admin/clients/{client_id}': { for: 'staff' },
  'PATCH /api/v1/admin/clients/{client_id}': { for: 'admin', body: { disabled: true } },
  'DELETE /api/v1/admin/clients/{client_id}': { for: 'admin' },
  'POST /api/v1/admin/clients/{client_id}/rotate-secret': { for: 'admin', body: {} },
};
const LAID = routesOf(documentOf(createTestApp().app))
  .filter(({ path }) => path.startsWith('/api/v1/admin'))
  .map(({ method, path }) => `${method} ${path}`);

it('every route of administrators is in the table', () => {
  expect(LAID.toSorted()).toEqual(Object.keys(ROUTES).toSorted());
});

/** What an answer says of who asked: past the gate anything may come, as there is no such user. */
async function verdictOf(answer: Response): Promise<string> {
  if (answer.status !== 401 && answer.status !== 403)
    return answer.status < 500 ? 'passes' : `${answer.status}`;
  return `${answer.status} ${(await answer.json<{ code: string }>()).code}`;
}

function ask(app: TestApp, route: string, token: string | null) {
  const [method = '', pattern = ''] = route.split(' ');
  const id = '01234567-89ab-7def-8123-456789abcdef';
  const path = pattern
    .replace('{id}', id)
    .replace('{act}', 'lock')
    .replace(/\{\w+\}/, 'c-1');
  const body = ROUTES[route]?.body;
  return app.fetch(path, {
    method,
    headers: {
      ...(token === null ? {} : bearer(token)),
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

/** Somebody with a role and one factor. */
async function oneFactor(app: TestApp, role: 'user' | 'staff' | 'admin'): Promise<string> {
  const { email } = await newcomer(app);
  await giveRoles([role], { email });
  return (await signIn(app, email)).access_token;
}

/** Somebody with a role who has used two factors. */
async function twoFactors(app: TestApp, role: 'user' | 'staff' | 'admin'): Promise<string> {
  const { browser } = await officialWithTwoFactors(app, role);
  const refresh = browser.jar.get('__Host-refresh_token') ?? '';
  const json = { refresh, token_delivery: 'body' } as never;
  const answer = await app.auth.token.refresh.$post({ json });
  return (await answer.json()).access_token;
}

describe('routes of administrators', () => {
  it('pass whom the table says, and refuse all others, each with its reason', async () => {
    const app = createTestApp(APP);
    const tokens: [string, string | null, Record<For, string>][] = [
      ['nobody', null, all('401 token_missing')],
      ['nonsense', 'x.y.z', all('401 token_invalid')],
      ['user', await oneFactor(app, 'user'), all('403 forbidden')],
      ['user with two factors', await twoFactors(app, 'user'), all('403 forbidden')],
      [
        'staff with one factor',
        await oneFactor(app, 'staff'),
        { staff: '403 second_factor_required', admin: '403 forbidden' },
      ],
      ['admin with one factor', await oneFactor(app, 'admin'), all('403 second_factor_required')],
      ['staff', await twoFactors(app, 'staff'), { staff: 'passes', admin: '403 forbidden' }],
      ['admin', await twoFactors(app, 'admin'), all('passes')],
    ];
    for (const route of LAID)
      for (const [who, token, expected] of tokens) {
        const verdict = await verdictOf(await ask(app, route, token));
        const row = ROUTES[route]?.for ?? 'admin';
        expect([route, who, verdict]).toEqual([route, who, expected[row]]);
      }
  });

  it('act only for who has proved themselves in the last ten minutes', async () => {
    const app = createTestApp(APP);
    const token = await twoFactors(app, 'admin');
    app.advance(11 * 60_000);
    const renewed = await twoFactors(app, 'admin');
    for (const route of LAID.filter((one) => ROUTES[one]?.for === 'admin')) {
      const late = await verdictOf(await ask(app, route, token));
      expect([route, late]).toEqual([route, '403 reauthentication_required']);
      expect([route, await verdictOf(await ask(app, route, renewed))]).toEqual([route, 'passes']);
    }
  });
});

const all = (verdict: string): Record<For, string> => ({ staff: verdict, admin: verdict });
