import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import {
  addKeyClient,
  byAssertion,
  type KeyClient,
  signAssertion,
} from '../../support/assertions.ts';
import { deafGuards } from '../../support/faults.ts';
import {
  addClient,
  answerOf,
  askedBy,
  authorizePath,
  basic,
  CALLBACK,
  exchange,
  ISSUER,
  leadsTo,
  oauthRefusal,
  postForm,
  type TestClient,
  visit,
} from '../../support/oauth.ts';
import { createPageClient, type OpenPage, type PageClient } from '../../support/page-client.ts';
import { register } from '../../support/people.ts';
import { createTestApp, type TestApp } from '../../support/test-app.ts';

type Changes = Record<string, string | null>;
const push = (app: TestApp, client: TestClient, changed: Changes = {}, headers = {}) =>
  postForm(app, '/oauth/par', askedBy(client, changed), headers);
async function pushed(app: TestApp, client: TestClient, changed: Changes = {}): Promise<string> {
  const response = await push(app, client, changed);
  expect(response.status).toBe(201);
  return (await response.json<{ request_uri: string }>()).request_uri;
}
const pathOf = (
  client: Pick<TestClient, 'id'>,
  handle: string,
  more: Record<string, string> = {},
) =>
  `/oauth/authorize?${new URLSearchParams({ client_id: client.id, request_uri: handle, ...more })}`;

async function person(app: TestApp): Promise<PageClient> {
  const browser = createPageClient(app);
  await browser.signIn(await register(app));
  return browser;
}
/** Someone who is signed in, and a client that asks nobody. */
async function world(given: Parameters<typeof addClient>[1] = {}, app = createTestApp()) {
  const browser = await person(app);
  return { app, browser, client: await addClient(app, { firstParty: true, ...given }) };
}

/** The page that leads nowhere. */
const isStray = (page: OpenPage) =>
  expect([page.status, page.headers.get('Location'), page.refresh]).toEqual([400, null, null]);
const codeIn = (page: OpenPage): string => answerOf(page).code ?? '';
const allow = (browser: PageClient, page: OpenPage) => browser.submit(page, {}, { press: 'Allow' });

describe('a pushed request', () => {
  it('is answered with a handle that the person brings', async () => {
    const { app, browser, client } = await world();
    const response = await push(app, client);
    expect([response.status, response.headers.get('Cache-Control')]).toEqual([201, 'no-store']);
    const answer = await response.json<{ request_uri: string; expires_in: number }>();
    expect(answer).toEqual({
      request_uri: expect.stringMatching(/^urn:ietf:params:oauth:request_uri:[\w-]{43}$/),
      expires_in: 90,
    });
    const back = answerOf(await visit(browser, pathOf(client, answer.request_uri)));
    expect(back).toEqual({ code: expect.any(String), state: 'a state', iss: ISSUER });
    expect((await exchange(app, client, back.code ?? '')).status).toBe(200);
  });

  it('counts alone: whatever else the query says is ignored', async () => {
    const { app, browser, client } = await world();
    const handle = await pushed(app, client, { state: 'pushed' });
    const more = {
      redirect_uri: 'https://thief.example/',
      state: 'thief',
      response_type: 'token',
      scope: 'account',
      code_challenge: 'x'.repeat(43),
      request: 'x.y.z',
    };
    const page = await visit(browser, pathOf(client, handle, more));
    expect(leadsTo(page).href.startsWith(`${CALLBACK}?code=`)).toBe(true);
    expect(answerOf(page).state).toBe('pushed');
    expect((await exchange(app, client, codeIn(page))).status).toBe(200);
  });

  it('may be of a client that authenticates in any way, as at the token endpoint', async () => {
    const { app, browser } = await world();
    const about = { firstParty: true } as const;
    const header = await addClient(app, { ...about, authMethod: 'client_secret_basic' });
    const body = await addClient(app, { ...about, authMethod: 'client_secret_post' });
    const key: KeyClient = await addKeyClient(app, about);
    const ways: [TestClient, Changes, Record<string, string>][] = [
      [header, {}, basic(header.id, header.secret)],
      [header, { client_id: null }, basic(header.id, header.secret)],
      [body, { client_secret: body.secret }, {}],
      [key, byAssertion(await signAssertion(app, key)), {}],
    ];
    for (const [client, changed, headers] of ways) {
      const response = await push(app, client, changed, headers);
      expect([client.authMethod, response.status]).toEqual([client.authMethod, 201]);
      const { request_uri: handle } = await response.json<{ request_uri: string }>();
      expect(codeIn(await visit(browser, pathOf(client, handle)))).not.toBe('');
      expect(await oauthRefusal(await push(app, client))).toEqual([401, 'invalid_client']);
    }
    const other = await push(app, body, {}, basic(header.id, header.secret));
    expect(await oauthRefusal(other)).toEqual([401, 'invalid_client']);
    const used = await push(app, key, ways[3]?.[1]);
    expect(await oauthRefusal(used)).toEqual([401, 'invalid_client']);
  });

  it.each<[string, Changes, string]>([
    ['a redirect_uri that is not registered', { redirect_uri: `${CALLBACK}/x` }, 'invalid_request'],
    ['no redirect_uri', { redirect_uri: null }, 'invalid_request'],
    ['no response_type', { response_type: null }, 'invalid_request'],
    ['another response_type', { response_type: 'token' }, 'unsupported_response_type'],
    ['two response types', { response_type: 'code id_token' }, 'unsupported_response_type'],
    ['no scope that it may have', { scope: 'account' }, 'invalid_scope'],
    ['no challenge', { code_challenge: null, code_challenge_method: null }, 'invalid_request'],
    ['a plain challenge', { code_challenge_method: 'plain' }, 'invalid_request'],
    ['an unknown prompt', { prompt: 'create' }, 'invalid_request'],
    ['a foreign hint', { id_token_hint: 'x.y.z' }, 'invalid_request'],
    ['a resource that is none', { resource: 'x' }, 'invalid_target'],
    ['a state that is too long', { state: 'x'.repeat(2049) }, 'invalid_request'],
    ['a request object', { request: 'x.y.z' }, 'request_not_supported'],
    ['a request_uri', { request_uri: 'https://client.example/request' }, 'invalid_request'],
    [
      'a handle',
      { request_uri: `urn:ietf:params:oauth:request_uri:${'x'.repeat(43)}` },
      'invalid_request',
    ],
  ])('is refused at once with %s', async (_, changed, error) => {
    const { app, client } = await world();
    expect(await oauthRefusal(await push(app, client, changed))).toEqual([400, error]);
  });

  it('is refused with a parameter twice, as JSON, or by GET', async () => {
    const { app, client } = await world();
    for (const name of ['state', 'redirect_uri', 'client_id', 'scope', 'request_uri']) {
      const twice = [...Object.entries(askedBy(client)), [name, 'x'], [name, 'x']];
      const response = await postForm(app, '/oauth/par', twice);
      expect([name, ...(await oauthRefusal(response))]).toEqual([name, 400, 'invalid_request']);
    }
    const json = await app.post('/oauth/par', askedBy(client));
    expect(await oauthRefusal(json)).toEqual([415, 'invalid_request']);
    const get = await app.fetch(`/oauth/par?${new URLSearchParams(askedBy(client))}`);
    expect(await oauthRefusal(get)).toEqual([405, 'invalid_request']);
  });

  it('is the only way of a client that is registered so', async () => {
    const { app, browser, client } = await world({ requirePar: true });
    const plain = answerOf(await visit(browser, authorizePath(client)));
    expect([plain.error, plain.state]).toEqual(['invalid_request', 'a state']);
    expect(codeIn(await visit(browser, pathOf(client, await pushed(app, client))))).not.toBe('');
  });

  it('has its errors, prompt and languages as any other', async () => {
    const { app, client } = await world();
    const stranger = createPageClient(app);
    const silent = await pushed(app, client, { prompt: 'none' });
    expect(answerOf(await visit(stranger, pathOf(client, silent))).error).toBe('login_required');
    const german = await pushed(app, client, { ui_locales: 'de', login_hint: 'ada@example.com' });
    const page = await visit(stranger, pathOf(client, german));
    expect(page.url).toMatch(/^\/sign-in/);
    expect(page.text).toContain('Bei Latchkey anmelden');
    expect(page.html).toContain('value="ada@example.com"');
    expect([page.url, ...stranger.jar.values()].join()).not.toContain('a-nonce');
  });

  it('is shared with pages of its client alone', async () => {
    const { app, client } = await world();
    const shared = await push(app, client, {}, { Origin: 'https://client.example' });
    expect(shared.headers.get('Access-Control-Allow-Origin')).toBe('https://client.example');
    const foreign = await push(app, client, {}, { Origin: 'https://thief.example' });
    expect(foreign.headers.get('Access-Control-Allow-Origin')).toBeNull();
    const preflight = await app.fetch('/oauth/par', {
      method: 'OPTIONS',
      headers: { Origin: 'https://client.example', 'Access-Control-Request-Method': 'POST' },
    });
    expect(preflight.headers.get('Access-Control-Allow-Methods')).toContain('POST');
  });

  it('needs no KV, which another place would read too early', async () => {
    const app = createTestApp({
      env: {
        KV: { get: () => Promise.reject(new Error()), put: () => Promise.reject(new Error()) },
      },
    });
    const signedIn = await world();
    const visitor = createPageClient(app);
    for (const [name, value] of signedIn.browser.jar) visitor.jar.set(name, value);
    const { client } = signedIn;
    expect(codeIn(await visit(visitor, pathOf(client, await pushed(app, client))))).not.toBe('');
  });
});

describe('a handle', () => {
  it('is nobody else’s, and none that was not given out', async () => {
    const { app, browser, client } = await world();
    const other = await addClient(app, { firstParty: true });
    const handle = await pushed(app, client);
    isStray(await visit(browser, pathOf(other, handle)));
    isStray(await visit(browser, pathOf({ id: 'nobody' }, handle)));
    isStray(await visit(browser, `/oauth/authorize?request_uri=${handle}`));
    isStray(await visit(browser, `${pathOf(client, handle)}&request_uri=x`));
    isStray(await visit(browser, `${pathOf(client, handle)}&client_id=${other.id}`));
    const near = [`${handle}x`, handle.slice(0, -1), 'urn:ietf:params:oauth:request_uri:'];
    for (const wrong of near) isStray(await visit(browser, pathOf(client, wrong)));
    isStray(await visit(browser, pathOf(client, `${handle.slice(0, -43)}${'x'.repeat(43)}`)));
    // None of them used it up.
    expect(codeIn(await visit(browser, pathOf(client, handle)))).not.toBe('');
  });

  it('is over after 90 seconds, but not for who has come by then', async () => {
    const { app, browser, client } = await world({ firstParty: false });
    const [early, late] = [await pushed(app, client), await pushed(app, client)];
    app.advance(89_000);
    const asked = await visit(browser, pathOf(client, early));
    app.advance(1_000);
    isStray(await visit(browser, pathOf(client, early)));
    isStray(await visit(browser, pathOf(client, late)));
    app.advance(25 * 60_000);
    expect(codeIn(await allow(browser, asked))).not.toBe('');
  });

  it('outlives reloads, and is used up by the code', async () => {
    const { app, browser, client } = await world({ firstParty: false });
    const handle = await pushed(app, client);
    const asked = [];
    for (let visits = 0; visits < 3; visits += 1)
      asked.push(await visit(browser, pathOf(client, handle)));
    const [first, second] = asked as [OpenPage, OpenPage];
    expect(codeIn(await allow(browser, first))).not.toBe('');
    isStray(await visit(browser, pathOf(client, handle)));
    isStray(await allow(browser, second));
    isStray(await allow(browser, first));
  });

  it('is not used up by a refusal', async () => {
    const { app, browser, client } = await world({ firstParty: false });
    const handle = await pushed(app, client);
    const asked = await visit(browser, pathOf(client, handle));
    const denied = await browser.submit(asked, {}, { press: 'Don’t allow' });
    expect(answerOf(denied).error).toBe('access_denied');
    expect(codeIn(await allow(browser, await visit(browser, pathOf(client, handle))))).not.toBe('');
  });

  it('leads to one code, whoever else is sent with it', async () => {
    const { app, browser, client } = await world();
    const other = await person(app);
    const handle = await pushed(app, client);
    expect(codeIn(await visit(browser, pathOf(client, handle)))).not.toBe('');
    isStray(await visit(other, pathOf(client, handle)));
  });

  it('leads to one code, of all who are on their way with it', async () => {
    const { app, browser, client } = await world({ firstParty: false });
    const handle = await pushed(app, client);
    const people = [browser, await person(app), await person(app)];
    const pages = [];
    for (const one of people) pages.push([one, await visit(one, pathOf(client, handle))] as const);
    const answers = await Promise.all(
      pages.flatMap(([one, page]) => [allow(one, page), allow(one, page)]),
    );
    const codes = answers.filter(({ refresh }) => refresh !== null);
    expect(codes).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 400)).toHaveLength(5);
  });

  it('leads to one code of twenty requests at once', async () => {
    const { app, browser, client } = await world();
    const handle = await pushed(app, client);
    const all = await Promise.all(
      Array.from({ length: 20 }, () => browser.open(pathOf(client, handle), { follow: false })),
    );
    expect(all.filter(({ status }) => status === 303)).toHaveLength(1);
    expect(all.filter(({ status }) => status === 400)).toHaveLength(19);
  });

  it('is free for another person while the first has no code', async () => {
    const { app, browser, client } = await world({ firstParty: false });
    const handle = await pushed(app, client);
    // The guard asks for a consent, so that the claim for the first person led to nothing.
    expect((await visit(browser, pathOf(client, handle))).h1).toContain('Crumbs');
    const other = await person(app);
    const asked = await visit(other, pathOf(client, handle));
    expect(codeIn(await allow(other, asked))).not.toBe('');
  });

  it('is not lost with the answer of a guard', async () => {
    const { app, browser, client } = await world();
    const handle = await pushed(app, client);
    const deaf = createTestApp({ env: { ACCOUNT_GUARD: deafGuards('issueCode') } });
    const lossy = createTestApp({ env: { ACCOUNT_GUARD: deafGuards('claimHeld', 'answer') } });
    for (const broken of [deaf, lossy]) {
      const visitor = createPageClient(broken);
      for (const [name, value] of browser.jar) visitor.jar.set(name, value);
      expect((await visit(visitor, pathOf(client, handle))).status).toBe(503);
    }
    // It is theirs now, and works for them.
    isStray(await visit(await person(app), pathOf(client, handle)));
    expect(codeIn(await visit(browser, pathOf(client, handle)))).not.toBe('');
  });

  it('keeps nothing in clear at its client, and nobody’s id', async () => {
    const { app, browser, client } = await world();
    const stub = env.ACCOUNT_GUARD.getByName(`client-${client.id}`);
    const kept = () =>
      runInDurableObject(stub, (_, { storage }) =>
        storage.sql
          .exec('select * from held')
          .toArray()
          .map((row) => JSON.stringify(row))
          .join(),
      );
    const handle = await pushed(app, client, { login_hint: 'ada@example.com' });
    const before = await kept();
    expect(before).toMatch(/"body":"ey/);
    expect(codeIn(await visit(browser, pathOf(client, handle)))).not.toBe('');
    const after = await kept();
    expect(after).toContain('"body":""');
    const rows = `${before}${after}`;
    for (const secret of [handle, handle.slice(-43), 'a state', 'a-nonce', 'ada@example.com'])
      expect(rows).not.toContain(secret);
    const ids = await env.DB.prepare('select id from users').all<{ id: string }>();
    expect(ids.results.filter(({ id }) => rows.includes(id))).toEqual([]);
  });
});
