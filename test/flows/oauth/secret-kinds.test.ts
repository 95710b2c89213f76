import { expect, it } from 'vitest';
import { createProver, exchangeProved, grantIn } from '../../support/dpop.ts';
import {
  addClient,
  answerOf,
  askedBy,
  askForCode,
  authorizePath,
  exchange,
  ISSUER,
  leadsTo,
  postForm,
  visit,
} from '../../support/oauth.ts';
import { infoOf, isTaken, proofOf, refresh, tokensFor } from '../../support/oauth-world.ts';
import { createPageClient } from '../../support/page-client.ts';
import {
  bearer,
  freshEmail,
  mailedCode,
  mailedToken,
  newcomer,
  PASSWORD,
  register,
  signIn,
} from '../../support/people.ts';
import { switchSecondStepOn } from '../../support/second-step.ts';
import { createTestApp, type TestApp } from '../../support/test-app.ts';

const BYE = 'https://client.example/bye';

/** Somebody whose mailed second step is due: what they hold, and the code that was mailed. */
async function pendingSignIn(app: TestApp) {
  const email = await register(app);
  await switchSecondStepOn(email);
  const response = await app.auth.login.$post({ json: { email, password: PASSWORD } });
  const { mfa_token } = (await response.json()) as unknown as { mfa_token: string };
  return { mfa_token, otp: await mailedCode(app, email) };
}

/** What proving a new address gives to somebody who has not signed in yet. */
async function exchangeToken(app: TestApp): Promise<string> {
  const json = { token: await unprovedLink(app), password: PASSWORD };
  const verified = await app.auth.email.verify.$post({ json });
  return ((await verified.json()) as { exchange_token: string }).exchange_token;
}

async function unprovedLink(app: TestApp): Promise<string> {
  const email = freshEmail();
  await app.auth.register.$post({ json: { email, password: PASSWORD } });
  return mailedToken(app, email);
}

async function world() {
  const app = createTestApp();
  const person = await newcomer(app);
  const browser = createPageClient(app);
  await browser.signIn(person.email);
  const authMethod = 'client_secret_post';
  const client = await addClient(app, {
    firstParty: true,
    authMethod,
    postLogoutRedirectUris: [BYE],
  });
  const stranger = await addClient(app, { authMethod, name: 'Stranger' });
  const tokens = await tokensFor(app, client, await askForCode(browser, client));
  const consent = await visit(browser, authorizePath(stranger));
  const locked = await register(app);
  await app.auth.password.reset.$post({ json: { email: locked } });
  const reset = await mailedToken(app, locked);
  await app.auth.otp.request.$post({ json: { email: person.email } });
  const pending = await pendingSignIn(app);
  const prover = await createProver(app);
  const owner = await addClient(app, { firstParty: true, scopes: ['openid', 'account'] });
  const bought = await askForCode(browser, owner, { scope: 'openid account' });
  const bound = await grantIn(await exchangeProved(app, owner, bought, prover));
  const pushed = await postForm(app, '/oauth/par', { ...askedBy(client), ...proofOf(client) });
  const kinds: Record<string, string> = {
    'a code': await askForCode(browser, client),
    'a refresh token of a grant': tokens.refresh_token,
    'an access token of a grant': tokens.access_token,
    'an ID token': tokens.id_token,
    'a refresh token of ours': (await signIn(app, person.email)).refresh_token,
    'an access token of ours': person.access_token,
    'the handle of a request': new URL(consent.url, ISSUER).searchParams.get('request') ?? '',
    'a link to an address': await unprovedLink(app),
    'a link to a new password': reset,
    'a mailed code': await mailedCode(app, person.email),
    'a sign-in that waits': pending.mfa_token,
    'an exchange token': await exchangeToken(app),
    'a secret of a client': client.secret,
    'a pushed request': (await pushed.json<{ request_uri: string }>()).request_uri,
    'a bound access token': bound.access_token,
  };
  return { app, person, browser, client, stranger, pending, prover, kinds };
}
type World = Awaited<ReturnType<typeof world>>;

/** Every door that takes a secret: which kinds it takes, and whether it takes this one. */
const DOORS: [string, string[], (world: World, value: string) => Promise<boolean>][] = [
  [
    'a link that proves an address',
    ['a link to an address'],
    ({ app }, token) => isTaken(app.auth.email.verify.$post({ json: { token } })),
  ],
  [
    'a new password',
    ['a link to a new password'],
    ({ app }, token) => {
      const json = { token, new_password: 'another-Horse-8-battery' };
      return isTaken(app.auth.password.reset.confirm.$post({ json }));
    },
  ],
  [
    'a sign-in by code',
    ['a mailed code'],
    ({ app, person: { email } }, otp) =>
      isTaken(app.auth.otp.verify.$post({ json: { email, otp } })),
  ],
  [
    'a second step',
    ['a sign-in that waits'],
    ({ app, pending: { otp } }, mfa_token) =>
      isTaken(app.post('/api/v1/auth/login/otp-verify', { mfa_token, otp })),
  ],
  [
    'a first sign-in',
    ['an exchange token'],
    ({ app }, exchange_token) =>
      isTaken(app.auth['exchange-token'].$post({ json: { exchange_token } })),
  ],
  [
    'our own routes',
    ['an access token of ours'],
    ({ app }, token) => isTaken(app.auth.me.$get({}, { headers: bearer(token) })),
  ],
  [
    'our own refresh',
    ['a refresh token of ours'],
    ({ app }, token) => isTaken(app.auth.token.refresh.$post({ json: { refresh: token } })),
  ],
  [
    'introspection',
    ['an access token of a grant', 'a refresh token of a grant'],
    async ({ app, client }, token) => {
      const fields = { token, client_id: client.id, ...proofOf(client) };
      const answer = await postForm(app, '/oauth/introspect', fields);
      return (await answer.json<{ active: boolean }>()).active;
    },
  ],
  ['userinfo', ['an access token of a grant'], ({ app }, token) => isTaken(infoOf(app, token))],
  [
    'a hint of who signs in',
    ['an ID token'],
    async ({ browser, client }, id_token_hint) => {
      const path = authorizePath(client, { prompt: 'none', id_token_hint });
      return 'code' in answerOf(await visit(browser, path));
    },
  ],
  [
    'a request that waits',
    ['the handle of a request'],
    async ({ browser }, request) =>
      (await browser.open(`/oauth/continue?${new URLSearchParams({ request })}`)).status === 200,
  ],
  [
    'a request that a client pushed',
    ['a pushed request'],
    async ({ browser, client }, request_uri) => {
      const asked = new URLSearchParams({ client_id: client.id, request_uri });
      return (await visit(browser, `/oauth/authorize?${asked}`)).status === 303;
    },
  ],
  [
    'our own routes, by a key',
    ['a bound access token'],
    async ({ app, prover }, token) => {
      const headers = await prover.present('GET', '/api/v1/auth/me', token);
      return isTaken(app.fetch('/api/v1/auth/me', { headers }));
    },
  ],
  [
    'userinfo, by a key',
    ['a bound access token'],
    async ({ app, prover }, token) => {
      const headers = await prover.present('GET', '/oauth/userinfo', token);
      return isTaken(app.fetch('/oauth/userinfo', { headers }));
    },
  ],
  [
    'the authentication of a client',
    ['a secret of a client'],
    async ({ app, client }, client_secret) =>
      (await refresh(app, client, 'x', { client_secret })).status !== 401,
  ],
  [
    'the exchange of a code',
    ['a code'],
    ({ app, client }, code) => isTaken(exchange(app, client, code, proofOf(client))),
  ],
  [
    'the refresh of a grant',
    ['a refresh token of a grant'],
    ({ app, client }, token) => isTaken(refresh(app, client, token)),
  ],
  [
    'a hint of who signs out',
    ['an ID token'],
    async ({ browser }, id_token_hint) => {
      const asked = new URLSearchParams({ id_token_hint, post_logout_redirect_uri: BYE });
      const page = await visit(browser, `/oauth/end-session?${asked}`);
      return page.status === 303 && leadsTo(page).href === BYE;
    },
  ],
];

it('a secret of one kind opens no door of another, and all stay good', async () => {
  const it = await world();
  const { app, stranger, kinds } = it;
  for (const [door, takes, opens] of DOORS)
    for (const [kind, value] of Object.entries(kinds))
      if (!takes.includes(kind))
        expect([door, kind, await opens(it, value)]).toEqual([door, kind, false]);
  // Nor does a stranger's revocation touch any of them.
  for (const token of Object.values(kinds)) {
    const fields = { token, client_id: stranger.id, ...proofOf(stranger) };
    expect((await postForm(app, '/oauth/revoke', fields)).status).toBe(200);
  }
  for (const [door, takes, opens] of DOORS)
    for (const kind of takes)
      expect([door, kind, await opens(it, kinds[kind] ?? '')]).toEqual([door, kind, true]);
});
