import { env } from 'cloudflare:workers';
import { expect, it } from 'vitest';
import { createCanaries } from '../../support/canaries.ts';
import {
  addClient,
  answerOf,
  askForCode,
  authorizePath,
  exchange,
  type GrantAnswer,
  oauthRefusal,
  postForm,
  VERIFIER,
  visit,
} from '../../support/oauth.ts';
import { infoOf, proofOf, refresh, signedIn, tokensFor } from '../../support/oauth-world.ts';

/** Everything that is stored, in one text. */
async function stored(): Promise<string> {
  const tables = await env.DB.prepare(
    "select name from sqlite_master where type = 'table' and name not like '\\_%' escape '\\'",
  ).all<{ name: string }>();
  const rows = await Promise.all(
    tables.results.map(({ name }) => env.DB.prepare(`select * from "${name}"`).all()),
  );
  const { keys } = await env.KV.list();
  const values = await Promise.all(keys.map(({ name }) => env.KV.get(name)));
  return JSON.stringify([rows.map(({ results }) => results), keys, values]);
}

it('codes, tokens, secrets and verifiers are in no log, no figure, no message and no row', async () => {
  const canaries = createCanaries();
  const { app, browser } = await signedIn();
  const client = await addClient(app, { firstParty: true, authMethod: 'client_secret_post' });
  const third = await addClient(app);
  const consent = await visit(browser, authorizePath(third));
  const handle = new URL(consent.url, 'https://x').searchParams.get('request') ?? '';
  const given = answerOf(await browser.submit(consent, {}, { press: 'Allow' })).code ?? '';
  const code = await askForCode(browser, client);
  const tokens = await tokensFor(app, client, code);
  const next = await (await refresh(app, client, tokens.refresh_token)).json<GrantAnswer>();
  const held = [code, given, handle, client.secret, VERIFIER, next.access_token];
  for (const secret of [...held, ...Object.values(tokens).filter((one) => typeof one === 'string')])
    if (secret.length > 40) canaries.plant(secret);
  // What goes well, and what does not.
  await infoOf(app, next.access_token);
  await app.fetch(`/oauth/userinfo?access_token=${next.access_token}`);
  await postForm(app, '/oauth/revoke', { token: next.refresh_token, ...proofOf(client) });
  await exchange(app, client, code, proofOf(client));
  await exchange(app, third, given, { code_verifier: 'x'.repeat(43) });
  await exchange(app, client, `${code}x`, { client_secret: `${client.secret}x` });
  await visit(browser, `/oauth/end-session?id_token_hint=${tokens.id_token}`);
  await app.deliverLedger();
  const told = [app.logs, app.points, app.sent].map((one) => JSON.stringify(one));
  expect(app.logs.length).toBeGreaterThan(5);
  for (const text of [...told, await stored()]) expect(canaries.leaksIn(text)).toEqual([]);
});

it('credentials in a query count as none', async () => {
  const { app, browser } = await signedIn();
  const client = await addClient(app, { firstParty: true, authMethod: 'client_secret_post' });
  const code = await askForCode(browser, client);
  const all = { client_id: client.id, client_secret: client.secret, code, code_verifier: VERIFIER };
  const grant = { grant_type: 'authorization_code' };
  const query = new URLSearchParams({ ...grant, ...all });
  const response = await postForm(app, `/oauth/token?${query}`, grant);
  expect(await oauthRefusal(response)).toEqual([401, 'invalid_client']);
  expect((await app.fetch(`/oauth/token?${query}`)).status).toBe(405);
  expect((await exchange(app, client, code, proofOf(client))).status).toBe(200);
});
