import { addClient, authorizePath, exchange, type GrantAnswer, visit } from '../oauth.ts';
import { PASSWORD } from '../people.ts';
import { fill, type Guide, type Tour } from './tour.ts';

const CONTINUE = '/oauth/continue';
const END = '/oauth/end-session';
const CONNECTIONS = '/account/connections';
const BYE = 'https://client.example/bye';

async function consent({ app, browse, enter }: Guide) {
  const { email, browser } = await enter();
  const scopes = ['openid', 'profile', 'email', 'offline_access', 'roles'];
  const client = await addClient(app, { name: 'Kiste', scopes });
  const scope = scopes.join(' ');
  await browser.open(authorizePath({ id: 'nobody' }));
  await browser.open(authorizePath(client, { redirect_uri: 'https://evil.example/' }));
  await browser.open(CONTINUE);
  const first = await visit(browser, authorizePath(client, { scope }));
  await browser.submit(first, { csrf_token: 'x' }, { action: CONTINUE });
  await browser.submit(first, {}, { press: 'deny' });
  const allowed = await browser.submit(first, {}, { press: 'allow' });
  const code = new URL(allowed.refresh ?? '').searchParams.get('code') ?? '';
  await (await exchange(app, client, code)).json<GrantAnswer>();
  await visit(browser, authorizePath(client, { scope, response_mode: 'form_post' }));
  const own = await addClient(app, { name: 'Kiste', redirectUris: ['com.example.app:/cb'] });
  const asked = { redirect_uri: 'com.example.app:/cb', prompt: 'consent' };
  const native = await visit(browser, authorizePath(own, asked));
  await browser.submit(native, {}, { press: 'allow' });
  const signIn = await visit(browse(), authorizePath(client, { login_hint: email }));
  await browser.submit(signIn, { password: PASSWORD }, { action: '/sign-in' });
  const listed = await browser.open(CONNECTIONS);
  await browser.submit(listed, {}, { press: client.id });
  await browser.submit(listed, {}, { press: client.id });
}

async function endSession({ app, enter }: Guide) {
  const { browser } = await enter();
  const client = await addClient(app, { firstParty: true, postLogoutRedirectUris: [BYE] });
  const page = await visit(browser, authorizePath(client));
  const code = new URL(page.headers.get('Location') ?? '').searchParams.get('code') ?? '';
  const tokens = await (await exchange(app, client, code)).json<GrantAnswer>();
  const { browser: other } = await enter();
  const asked = { id_token_hint: tokens.id_token, post_logout_redirect_uri: BYE };
  const ask = await other.open(`${END}?${new URLSearchParams(asked)}`);
  await other.submit(ask, {}, { action: `${END}/continue` });
  await browser.open(`${END}/continue`);
  await fill(browser, END, {}, `${END}/continue`);
}

/** Tours through the pages that OAuth clients send people to. */
export const oauthTours: Tour[] = [
  { name: 'consent', go: consent },
  { name: 'signing out by a client', go: endSession },
];
