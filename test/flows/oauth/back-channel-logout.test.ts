import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import type { LedgerMessage } from '../../../src/guard/ledger-message.ts';
import {
  addToldClient,
  LOGOUT_EVENT,
  letReply,
  requestsTo,
  signOutJobs,
  tellClients,
  tokensTo,
  tryJobs,
} from '../../support/back-channel.ts';
import { giveRoles } from '../../support/edit-users.ts';
import { brokenDatabase } from '../../support/faults.ts';
import { failure, grantsOf, REDIRECT, SERVER } from '../../support/grants.ts';
import { breakLedger, bringLedger, takeLedger } from '../../support/ledger.ts';
import {
  addClient,
  askForCode,
  claimsOf,
  exchange,
  type GrantAnswer,
  leadsTo,
  postForm,
  visit,
} from '../../support/oauth.ts';
import { createPageClient } from '../../support/page-client.ts';
import { bearer, mailedToken, newcomer, PASSWORD, register, signIn } from '../../support/people.ts';
import { createTestApp } from '../../support/test-app.ts';

const ATTENDED = 'openid';
const OFFLINE = 'openid offline_access';
const NEXT = 'another-Horse-8-battery';

/**
 * A person with a grant of one client that outlives the browser’s session, and one that does not.
 */
async function world() {
  const app = createTestApp();
  const person = await newcomer(app);
  const { grant, ...grants } = grantsOf(app);
  const clients = { attended: await addToldClient(app), offline: await addToldClient(app) };
  const held = (scope: string, client: typeof clients.attended) =>
    grant(person.refresh_token, { scope }, client);
  const attended = await held(ATTENDED, clients.attended);
  const offline = await held(OFFLINE, clients.offline);
  await app.deliverLedger();
  expect(signOutJobs(app)).toEqual([]);
  /** The sessions that each client was told of. */
  const told = async () => {
    await tellClients(app);
    const sids = async (client: typeof clients.attended) =>
      (await tokensTo(app, client)).map(({ payload }) => payload.sid);
    return [await sids(clients.attended), await sids(clients.offline)];
  };
  const post = (path: string, body: unknown = {}, by = person) =>
    app.post(`/api/v1${path}`, body, bearer(by.access_token));
  return { app, person, grant, ...grants, clients, attended, offline, told, post };
}
type World = Awaited<ReturnType<typeof world>>;

async function admin(app: World['app']) {
  const one = await newcomer(app);
  await giveRoles(['admin'], { id: one.user.id });
  return { ...one, ...(await signIn(app, one.email)) };
}
const act = async ({ app, person, post }: World, name: string) =>
  post(`/admin/users/${person.user.id}/${name}`, { reason: 'a test' }, await admin(app));
const remove = (app: World['app'], path: string, token: string, body?: object) =>
  app.fetch(`/api/v1${path}`, {
    method: 'DELETE',
    headers: { ...bearer(token), ...(body && { 'Content-Type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  });

/** What ends sessions, and whose clients are told: of grants that end with the browser, or all. */
const WAYS: [
  string,
  'both' | 'attended' | 'offline' | 'none',
  (world: World) => Promise<unknown>,
][] = [
  ['a sign-out', 'both', ({ post }) => post('/auth/logout')],
  [
    'the browser’s session ended from the list',
    'both',
    async ({ app, person }) => {
      const other = await signIn(app, person.email);
      return remove(app, `/auth/sessions/${person.session_id}`, other.access_token);
    },
  ],
  [
    'a grant ended from the list',
    'offline',
    ({ app, person, offline }) =>
      remove(app, `/auth/sessions/${offline.sessionId}`, person.access_token),
  ],
  ['the end of all others', 'both', ({ post }) => post('/auth/sessions/terminate-all')],
  [
    'a new password',
    'both',
    ({ post }) => post('/auth/password/change', { old_password: PASSWORD, new_password: NEXT }),
  ],
  [
    'a reset password',
    'both',
    async ({ app, person, post }) => {
      await post('/auth/password/reset', { email: person.email });
      const token = await mailedToken(app, person.email);
      return post('/auth/password/reset/confirm', { token, new_password: NEXT });
    },
  ],
  ['an administrator’s end', 'both', (it) => act(it, 'terminate-sessions')],
  ['a forced reset', 'both', (it) => act(it, 'force-reset')],
  ['a disabled account', 'both', (it) => act(it, 'disable')],
  [
    'an erased account',
    'both',
    ({ app, person }) => remove(app, '/auth/account', person.access_token, { password: PASSWORD }),
  ],
  [
    'an account erased by an administrator',
    'both',
    async ({ app, person }) =>
      remove(app, `/admin/users/${person.user.id}`, (await admin(app)).access_token),
  ],
  [
    'a withdrawn consent',
    'offline',
    ({ person, clients, consents }) =>
      consents().withdraw(person.user.id, clients.offline.id, SERVER),
  ],
  [
    'a refresh token used twice',
    'offline',
    async ({ app, offline, clients, refresh }) => {
      for (const _ of [1, 2]) {
        await failure(refresh(offline.refreshToken, { client: clients.offline }));
        app.advance(3_600_000);
      }
    },
  ],
  [
    'the browser’s refresh token used twice',
    'both',
    async ({ app, person }) => {
      for (const _ of [1, 2, 3]) {
        await app.post('/api/v1/auth/token/refresh', { refresh: person.refresh_token });
        app.advance(120_000);
      }
    },
  ],
  [
    'the browser’s refresh token revoked',
    'both',
    ({ app, person }) => app.post('/api/v1/auth/token/revoke', { token: person.refresh_token }),
  ],
  [
    // It is the client that knows.
    'a refresh token that its client revoked',
    'none',
    ({ app, clients, offline }) =>
      postForm(app, '/oauth/revoke', {
        client_id: clients.offline.id,
        token: offline.refreshToken ?? '',
      }),
  ],
  [
    'a sign-in that replaces the session',
    'none',
    ({ app, person }) =>
      app.post(
        '/api/v1/auth/login',
        { email: person.email, password: PASSWORD, token_delivery: 'body' },
        { Cookie: `__Host-refresh_token=${person.refresh_token}` },
      ),
  ],
];

describe('back-channel logout', () => {
  it.each(WAYS)('tells the clients once of %s (%s)', async (_, who, end) => {
    const it = await world();
    const response = await end(it);
    if (response instanceof Response) expect(response.status).toBe(200);
    const [attended, offline] = await it.told();
    expect(attended).toEqual(['both', 'attended'].includes(who) ? [it.attended.sessionId] : []);
    expect(offline).toEqual(['both', 'offline'].includes(who) ? [it.offline.sessionId] : []);
    // Nothing is told again.
    it.app.advance(61_000);
    await it.app.deliverJobs();
    expect(await it.told()).toEqual([attended, offline]);
  });

  it('tells the client of a code that was replayed', async () => {
    const { person, codeFor, exchange: trade, clients, told } = await world();
    const request = { clientId: clients.attended.id, scope: ATTENDED };
    const code = await codeFor(person.refresh_token, request);
    const { sessionId } = await trade(code, { client: clients.attended });
    expect(await failure(trade(code, { client: clients.attended }))).toBe('invalid_grant');
    expect(await told()).toEqual([[sessionId], []]);
  });

  it('tells of a sign-out that was not brought yet when the account is erased', async () => {
    const { app, person, attended, offline, told } = await world();
    const other = await signIn(app, person.email);
    await app.deliverLedger();
    breakLedger();
    await app.post('/api/v1/auth/logout', {}, bearer(person.access_token));
    expect(takeLedger()).toEqual([]);
    breakLedger(false);
    await remove(app, '/auth/account', other.access_token, { password: PASSWORD });
    const [first, second = []] = await told();
    expect(first).toEqual([attended.sessionId]);
    // Of its end by the sign-out, and of the end of its tokens.
    expect(second).toEqual([offline.sessionId, offline.sessionId]);
  });

  it('loses nothing when an account is erased while its guard is sending', async () => {
    const { app, person, attended, told } = await world();
    const waiting: LedgerMessage[] = [];
    const { send } = env.LEDGER;
    let released = false;
    let sends = 0;
    Object.assign(env.LEDGER, {
      send: async (message: LedgerMessage) => {
        sends++;
        if (sends === 1) while (!released) await scheduler.wait(10);
        else if (sends === 2) throw new Error('the queue is down');
        else waiting.push(message);
      },
    });
    try {
      // The first row is on its way when the guard is wiped and writes another.
      await signIn(app, person.email);
      await remove(app, '/auth/account', person.access_token, { password: PASSWORD });
      await expect.poll(() => sends).toBe(2);
      released = true;
      const guard = env.ACCOUNT_GUARD.getByName(person.user.id);
      await expect
        .poll(async () => {
          await runInDurableObject(guard, (instance) => instance.inspect());
          return JSON.stringify(waiting);
        })
        .toContain(attended.sessionId);
    } finally {
      Object.assign(env.LEDGER, { send });
    }
    await app.deliverLedger(waiting);
    expect((await told())[0]).toEqual([attended.sessionId]);
  });

  it('sends a token as the specification has it, at once with the redirect', async () => {
    const app = createTestApp();
    const browser = createPageClient(app);
    await browser.signIn(await register(app));
    const bye = 'https://client.example/bye';
    const client = await addToldClient(app, { postLogoutRedirectUris: [bye], firstParty: true });
    const code = await askForCode(browser, client, { scope: 'openid' });
    const tokens = await (await exchange(app, client, code)).json<GrantAnswer>();
    await letReply(client, { status: 204, headers: { 'Set-Cookie': 'a=b' }, body: 'x' });
    const asked = { id_token_hint: tokens.id_token, post_logout_redirect_uri: bye, state: 's' };
    const back = await visit(browser, `/oauth/end-session?${new URLSearchParams(asked)}`);
    expect(leadsTo(back).href).toBe(`${bye}?state=s`);
    expect(await requestsTo(client)).toEqual([]);
    await tellClients(app);
    const [request] = await requestsTo(client);
    expect(request).toMatchObject({ method: 'POST' });
    expect(request?.headers['content-type']).toBe('application/x-www-form-urlencoded');
    expect([...new URLSearchParams(request?.body).keys()]).toEqual(['logout_token']);
    const [{ payload, protectedHeader } = { payload: {}, protectedHeader: null }] = await tokensTo(
      app,
      client,
    );
    const { sub, sid } = claimsOf(tokens.id_token);
    const now = Math.floor(app.clock() / 1000);
    expect(payload).toEqual({
      iss: 'https://auth.test',
      aud: client.id,
      iat: now,
      exp: now + 120,
      jti: expect.any(String),
      events: LOGOUT_EVENT,
      sub,
      sid,
    });
    expect(protectedHeader).toMatchObject({ alg: 'ES256', typ: 'logout+jwt' });
  });

  it('is told in the client’s algorithm', async () => {
    const app = createTestApp();
    const person = await newcomer(app);
    const { jwt } = app.servicesWith(() => undefined).stores;
    for (const idTokenAlg of jwt.idTokenAlgs()) {
      const client = await addToldClient(app, { idTokenAlg });
      await grantsOf(app).grant(person.refresh_token, { scope: OFFLINE }, client);
      await grantsOf(app).consents().withdraw(person.user.id, client.id, SERVER);
      await tellClients(app);
      const [told] = await tokensTo(app, client);
      expect(told?.protectedHeader.alg).toBe(idTokenAlg);
    }
  });

  it('costs clients without a URI no message', async () => {
    const app = createTestApp();
    const person = await newcomer(app);
    const client = await addClient(app, { redirectUris: [REDIRECT] });
    await grantsOf(app).grant(person.refresh_token, { scope: OFFLINE }, client);
    await app.post('/api/v1/auth/logout', {}, bearer(person.access_token));
    app.queued.splice(0);
    await app.deliverLedger();
    expect(app.queued).toEqual([]);
  });
});

describe('a client that is told', () => {
  /** The job that tells a client, and the client. */
  async function job() {
    const it = await world();
    await it.post('/auth/sessions/terminate-all');
    await it.app.deliverLedger();
    const [body] = signOutJobs(it.app).filter((one) =>
      JSON.stringify(one).includes(it.clients.offline.id),
    );
    it.app.queued.splice(0);
    return { ...it, body, client: it.clients.offline };
  }
  const deadLetters = async () => {
    await bringLedger();
    const { results } = await env.DB.prepare(
      `select user_id, metadata from audit_events where type = 'mail.dead_lettered'`,
    ).all<{ user_id: string; metadata: string }>();
    return results;
  };

  it.each([
    ['an error', { status: 500, body: 'x'.repeat(100_000) }],
    ['a redirect', { status: 302, headers: { Location: 'https://evil.example/' } }],
    ['a redirect to itself', { status: 307, headers: { Location: './again' } }],
    ['a limit', { status: 429 }],
    ['an error of its own', { status: 404 }],
    ['another success', { status: 202 }],
  ])('and answers with %s is tried after 1, 5 and 30 minutes, then given up', async (_, reply) => {
    const { app, person, client, body } = await job();
    const outcomes = [];
    for (const attempt of [1, 2, 3, 4]) {
      await letReply(client, reply);
      outcomes.push(await tryJobs(app, [body], attempt));
      app.advance(30 * 60_000);
    }
    expect(outcomes).toEqual([
      { acked: 0, pauses: [60] },
      { acked: 0, pauses: [300] },
      { acked: 0, pauses: [1800] },
      { acked: 1, pauses: [] },
    ]);
    const requests = await requestsTo(client);
    expect(requests).toHaveLength(4);
    const tokens = requests.map((one) => new URLSearchParams(one.body).get('logout_token') ?? '');
    const claims = tokens.map(claimsOf);
    // Each is made when it is sent, and all name the same delivery.
    expect(new Set(claims.map(({ jti }) => jti)).size).toBe(1);
    expect(new Set(claims.map(({ iat }) => iat)).size).toBe(4);
    const [dead] = await deadLetters();
    expect(dead?.user_id).toBe(person.user.id);
    expect(JSON.parse(dead?.metadata ?? '')).toMatchObject({
      job_type: 'clients.signed_out',
      client_id: client.id,
    });
    const counted = app.points.map(({ blobs = [] }) => blobs.slice(0, 3).join());
    expect(counted).toContain('job,dead,clients.signed_out');
  });

  it('and refuses is not asked again, and that is recorded', async () => {
    const { app, client, body } = await job();
    await letReply(client, { status: 400 });
    expect(await tryJobs(app, [body])).toEqual({ acked: 1, pauses: [] });
    expect(await requestsTo(client)).toHaveLength(1);
    expect(await deadLetters()).toHaveLength(1);
  });

  it('is told in the end, once, when it works again', async () => {
    const { app, client, body, offline } = await job();
    await letReply(client, { status: 503 });
    expect((await tryJobs(app, [body], 1)).pauses).toEqual([60]);
    expect(await tryJobs(app, [body], 2)).toEqual({ acked: 1, pauses: [] });
    const told = await tokensTo(app, client);
    expect(told.map(({ payload }) => payload.sid)).toEqual([offline.sessionId, offline.sessionId]);
    expect(await deadLetters()).toEqual([]);
  });

  it.each(['disabled', 'removed', 'without a URI'])('is left alone once it is %s', async (how) => {
    const { app, client, body } = await job();
    const { stores, clientCache } = app.servicesWith(() => undefined);
    const row = await stores.clients.find(client.id);
    if (row === null) throw new Error('no client');
    await stores.clients.removeStatement(client.id);
    if (how === 'disabled')
      await stores.clients.insertStatement({ ...row, disabledAt: app.clock() });
    if (how === 'without a URI')
      await stores.clients.insertStatement({ ...row, backchannelLogoutUri: null });
    clientCache.forget(client.id);
    expect(await tryJobs(app, [body])).toEqual({ acked: 1, pauses: [] });
    expect(await requestsTo(client)).toEqual([]);
    expect(await deadLetters()).toEqual([]);
  });

  it('at an address of this machine is not called by a deployment', async () => {
    const { app, client, body } = await job();
    const deployed = createTestApp({
      env: {
        ENVIRONMENT: 'staging',
        RATE_LIMITS: '{}',
        MAILBOX_SECRET: 'a-secret-of-the-mailbox-0123456789',
      },
    });
    deployed.advance(app.clock() - deployed.clock());
    expect(await tryJobs(deployed, [body])).toEqual({ acked: 1, pauses: [] });
    expect(await requestsTo(client)).toEqual([]);
    expect(await deadLetters()).toHaveLength(1);
  });

  it('is told after an outage of D1 or of the queue', async () => {
    const { app, told, post, attended, offline } = await world();
    await post('/auth/sessions/terminate-all');
    const messages = takeLedger();
    const without = (given: Record<string, unknown>) => createTestApp({ env: given });
    const noDatabase = without({ DB: brokenDatabase() });
    expect(await noDatabase.deliverLedger(messages)).toEqual({
      acked: 0,
      retried: messages.length,
    });
    const send = () => Promise.reject(new Error('the queue is down'));
    const noQueue = without({ JOBS: { send } });
    expect((await noQueue.deliverLedger(messages)).retried).toBe(messages.length);
    await app.deliverLedger(messages);
    expect(await told()).toEqual([[attended.sessionId], [offline.sessionId]]);
  });
});

describe('a logout token', () => {
  it('is nothing but that to any door of ours', async () => {
    const app = createTestApp();
    const browser = createPageClient(app);
    const email = await register(app);
    await browser.signIn(email);
    const secret = { authMethod: 'client_secret_post', firstParty: true } as const;
    const client = await addToldClient(app, secret);
    const fields = { client_id: client.id, client_secret: client.secret };
    const code = await askForCode(browser, client, { scope: OFFLINE });
    const tokens = await (await exchange(app, client, code, fields)).json<GrantAnswer>();
    await postForm(app, '/oauth/token', { ...fields });
    await grantsOf(app)
      .consents()
      .withdraw(String(claimsOf(tokens.id_token).sub), client.id, SERVER);
    await tellClients(app);
    const [{ token } = { token: '' }] = await tokensTo(app, client);

    const info = await app.fetch('/oauth/userinfo', { headers: bearer(token) });
    const me = await app.fetch('/api/v1/auth/me', { headers: bearer(token) });
    expect([info.status, me.status]).toEqual([401, 401]);
    const state = await postForm(app, '/oauth/introspect', { ...fields, token });
    expect(await state.json()).toEqual({ active: false });
    const refreshed = await postForm(app, '/oauth/token', {
      ...fields,
      grant_type: 'refresh_token',
      refresh_token: token,
    });
    expect([refreshed.status, await refreshed.json()]).toMatchObject([
      400,
      { error: 'invalid_grant' },
    ]);
    const page = await visit(browser, `/oauth/end-session?id_token_hint=${token}`);
    expect(page.h1).toBe('Sign out of Latchkey?');
    const hinted = { id_token_hint: token, prompt: 'none' };
    const answer = await visit(
      browser,
      `/oauth/authorize?${new URLSearchParams({
        client_id: client.id,
        redirect_uri: client.redirectUris[0] ?? '',
        response_type: 'code',
        scope: 'openid',
        ...hinted,
      })}`,
    );
    expect(leadsTo(answer).searchParams.has('code')).toBe(false);
  });
});

it('a Worker of an earlier release still has a guard erased, and nobody told', async () => {
  const { person, told } = await world();
  const guard = env.ACCOUNT_GUARD.getByName(person.user.id);
  await runInDurableObject(guard, async (one, { storage }) => {
    await one.wipe();
    expect(storage.sql.exec('select 1 from chains').toArray()).toEqual([]);
  });
  expect(await told()).toEqual([[], []]);
});
