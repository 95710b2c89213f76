import { expect, it } from 'vitest';
import { addClient, askForCode, claimsOf, exchange, oauthRefusal } from '../../support/oauth.ts';
import { refresh, signedIn, tokensFor } from '../../support/oauth-world.ts';

const API = 'https://api.example/';
const OTHERS = ['https://api.example', 'https://other.example/', 'api', `${API}#x`];

async function world() {
  const { app, browser } = await signedIn();
  const client = await addClient(app, { firstParty: true });
  const codeFor = (resource: string | null) => askForCode(browser, client, { resource });
  return { app, client, codeFor };
}

it('a code is exchanged for what it was asked for, and no other resource', async () => {
  const { app, client, codeFor } = await world();
  const code = await codeFor(API);
  for (const resource of OTHERS)
    expect([
      resource,
      ...(await oauthRefusal(await exchange(app, client, code, { resource }))),
    ]).toEqual([resource, 400, 'invalid_target']);
  // None of them used it up.
  const answer = await exchange(app, client, code, { resource: API });
  const { access_token } = await answer.json<{ access_token: string }>();
  expect([answer.status, claimsOf(access_token).aud]).toEqual([200, API]);
  const open = await exchange(app, client, await codeFor(null), { resource: API });
  expect(await oauthRefusal(open)).toEqual([400, 'invalid_target']);
});

it('a grant is refreshed for its own resource, and no other', async () => {
  const { app, client, codeFor } = await world();
  const { refresh_token } = await tokensFor(app, client, await codeFor(API));
  for (const resource of OTHERS)
    expect(await oauthRefusal(await refresh(app, client, refresh_token, { resource }))).toEqual([
      400,
      'invalid_target',
    ]);
  const answer = await refresh(app, client, refresh_token, { resource: API });
  const { access_token } = await answer.json<{ access_token: string }>();
  expect([answer.status, claimsOf(access_token).aud]).toEqual([200, API]);
});
