import { expect, it } from 'vitest';
import { brokenDatabase, brokenKv, deafGuards } from '../../support/faults.ts';
import {
  addClient,
  answerOf,
  askForCode,
  authorizePath,
  exchange,
  type GrantAnswer,
  oauthRefusal,
  postForm,
  type TestClient,
  visit,
} from '../../support/oauth.ts';
import { createPageClient } from '../../support/page-client.ts';
import { register } from '../../support/people.ts';
import { createTestApp, type TestApp } from '../../support/test-app.ts';

async function world() {
  const app = createTestApp();
  const browser = createPageClient(app);
  await browser.signIn(await register(app));
  const client = await addClient(app, { firstParty: true });
  return { app, browser, client };
}
const refresh = (app: TestApp, client: TestClient, token: string) => {
  const grant = { grant_type: 'refresh_token', refresh_token: token };
  return postForm(app, '/oauth/token', { ...grant, client_id: client.id });
};
const BUSY = [503, 'temporarily_unavailable'];

it('without D1 nobody is told that a client is unknown', async () => {
  const { client } = await world();
  const app = createTestApp({ env: { DB: brokenDatabase() } });
  const page = await visit(createPageClient(app), authorizePath(client));
  expect([page.status, page.headers.get('Location')]).toEqual([503, null]);
  expect(await oauthRefusal(await exchange(app, client, 'x.y'))).toEqual(BUSY);
});

it('without KV who has to be asked is told so, and who has not goes on', async () => {
  const { browser, client } = await world();
  const app = createTestApp({ env: { KV: brokenKv() } });
  const visitor = createPageClient(app);
  expect((await visit(visitor, authorizePath(client))).status).toBe(503);
  for (const [name, value] of browser.jar) visitor.jar.set(name, value);
  expect(answerOf(await visit(visitor, authorizePath(client)))).toHaveProperty('code');
});

it('a code outlives a guard that was not reached', async () => {
  const { app, browser, client } = await world();
  const code = await askForCode(browser, client);
  const deaf = createTestApp({ env: { ACCOUNT_GUARD: deafGuards('exchangeCode') } });
  expect(await oauthRefusal(await exchange(deaf, client, code))).toEqual(BUSY);
  expect((await exchange(app, client, code)).status).toBe(200);
});

it('a refresh token outlives an answer that got lost, and a revocation is never claimed', async () => {
  const { app, browser, client } = await world();
  const first = await exchange(app, client, await askForCode(browser, client));
  const { refresh_token: token } = await first.json<GrantAnswer>();
  const lossy = createTestApp({ env: { ACCOUNT_GUARD: deafGuards('rotateGrant', 'answer') } });
  expect(await oauthRefusal(await refresh(lossy, client, token))).toEqual(BUSY);
  const next = await (await refresh(app, client, token)).json<GrantAnswer>();
  const deaf = createTestApp({ env: { ACCOUNT_GUARD: deafGuards('end') } });
  const revoking = { client_id: client.id, token: next.refresh_token };
  expect(await oauthRefusal(await postForm(deaf, '/oauth/revoke', revoking))).toEqual(BUSY);
  expect((await refresh(app, client, next.refresh_token)).status).toBe(200);
});
