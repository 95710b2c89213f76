import { describe, expect, it } from 'vitest';
import {
  addClient,
  authorizePath,
  CALLBACK,
  exchange,
  ISSUER,
  leadsTo,
  type TestClient,
  visit,
} from '../../support/oauth.ts';
import { signedIn } from '../../support/oauth-world.ts';
import { createPageClient, type OpenPage, type PageClient } from '../../support/page-client.ts';
import { createTestApp } from '../../support/test-app.ts';

type World = { browser: PageClient; client: TestClient; third: TestClient };
const fieldsOf = (path: string) =>
  Object.fromEntries(new URLSearchParams(path.slice(path.indexOf('?'))));

/** Every way that an answer is made, each a row. */
const WAYS: [string, (world: World) => Promise<OpenPage>][] = [
  ['a code at once', ({ browser, client }) => visit(browser, authorizePath(client))],
  [
    'a code after consent',
    async ({ browser, third }) =>
      browser.submit(await visit(browser, authorizePath(third)), {}, { press: 'Allow' }),
  ],
  [
    'a code for a form',
    async ({ browser, client }) => {
      const sent = await browser.post('/oauth/authorize', fieldsOf(authorizePath(client)), {
        follow: false,
      });
      return visit(browser, sent.headers.get('Location') ?? '');
    },
  ],
  [
    'a refusal of the person',
    async ({ browser, third }) =>
      browser.submit(await visit(browser, authorizePath(third)), {}, { press: 'Don’t allow' }),
  ],
  [
    'a refusal of the request',
    ({ browser, client }) => visit(browser, authorizePath(client, { response_type: 'token' })),
  ],
  [
    'a refusal of what nobody may be asked',
    ({ browser, third }) => visit(browser, authorizePath(third, { prompt: 'none' })),
  ],
];

async function world(): Promise<World & Awaited<ReturnType<typeof signedIn>>> {
  const it = await signedIn();
  const client = await addClient(it.app, { firstParty: true });
  return { ...it, client, third: await addClient(it.app) };
}

describe('mix-up of servers', () => {
  it.each(WAYS)('is told by one iss, that of the metadata, in %s', async (_, take) => {
    const given = await world();
    const { searchParams } = leadsTo(await take(given));
    const metadata = await given.app.fetch('/.well-known/openid-configuration');
    const { issuer } = await metadata.json<{ issuer: string }>();
    expect([issuer, searchParams.getAll('iss')]).toEqual([ISSUER, [issuer]]);
    expect(searchParams.getAll('state')).toEqual(['a state']);
    const names = [...searchParams.keys()].sort();
    expect(names).toEqual(
      searchParams.has('code')
        ? ['code', 'iss', 'state']
        : ['error', 'error_description', 'iss', 'state'],
    );
  });
});

describe('what leads to a client', () => {
  it.each(WAYS)('is kept nowhere, and shown to nobody else: %s', async (_, take) => {
    const { headers, html } = await take(await world());
    expect(headers.get('Referrer-Policy')).toBe('no-referrer');
    expect(headers.get('Cache-Control')).toBe('no-store');
    // No resource of others is loaded by the page that holds the code.
    expect(html).not.toMatch(/(?:src|srcset)="https?:/);
  });

  it('has the answer of a request in its query, never in a fragment', async () => {
    const page = await WAYS[0]?.[1](await world());
    const { hash, search } = leadsTo(page as OpenPage);
    expect([hash, search.startsWith('?code=')]).toEqual(['', true]);
  });
});

describe('a redirect after a form', () => {
  it('is 303 everywhere, so that no password is sent on', async () => {
    const { app, browser, client, third, email } = await world();
    const once = { follow: false } as const;
    const visitor = createPageClient(createTestApp());
    const signIn = await visit(visitor, authorizePath(client));
    const password = { email_or_username: email, password: 'correct-Horse-7-battery' };
    const consent = await visit(browser, authorizePath(third));
    app.advance(1000);
    const proof = await visit(browser, authorizePath(client, { prompt: 'login' }));
    const sent = [
      await browser.post('/oauth/authorize', fieldsOf(authorizePath(client)), once),
      await browser.post('/oauth/end-session', { state: 'x' }, once),
      await visitor.submit(signIn, password, { action: '/sign-in', ...once }),
      await browser.submit(consent, { choice: 'x' }, { action: '/oauth/continue', ...once }),
      await browser.submit(proof, { password: password.password }, once),
      await browser.submit(await browser.open('/sign-out'), {}, once),
    ];
    const led = sent.filter(({ headers }) => headers.has('Location'));
    expect(led.length).toBeGreaterThanOrEqual(4);
    expect(led.map(({ url, status }) => [url, status])).toEqual(led.map(({ url }) => [url, 303]));
  });
});

describe('code injection', () => {
  // An attacker puts a code of their own, or one that they saw, into somebody's way back.
  it('fails by the verifier of the browser that did not ask', async () => {
    const { app, browser, client } = await world();
    const challenge = 'x'.repeat(43);
    const page = await visit(browser, authorizePath(client, { code_challenge: challenge }));
    const code = leadsTo(page).searchParams.get('code') ?? '';
    expect((await exchange(app, client, code)).status).toBe(400);
    expect(leadsTo(page).href.startsWith(CALLBACK)).toBe(true);
  });
});
