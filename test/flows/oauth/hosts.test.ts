import { expect, it } from 'vitest';
import {
  addClient,
  askForCode,
  authorizePath,
  CALLBACK,
  claimsOf,
  exchange,
  type GrantAnswer,
  ISSUER,
} from '../../support/oauth.ts';
import { signedIn } from '../../support/oauth-world.ts';

const base = 'https://evil.example';
const headers = {
  Host: 'evil.example',
  'X-Forwarded-Host': 'evil.example',
  'X-Forwarded-Proto': 'http',
  Forwarded: 'host=evil.example;proto=http',
  'X-Original-URL': '/evil',
};

it('a foreign host changes no address, no issuer and no answer', async () => {
  const { app, browser } = await signedIn();
  const about = { firstParty: true, postLogoutRedirectUris: [`${CALLBACK}/bye`] };
  const client = await addClient(app, about);
  const own = await app.fetch('/.well-known/openid-configuration');
  const theirs = await app.fetch('/.well-known/openid-configuration', { base, headers });
  expect(await theirs.json()).toEqual(await own.json());
  const Cookie = browser.cookies();
  const asked = { base, headers: { ...headers, Cookie }, redirect: 'manual' } as const;
  const answer = await app.fetch(authorizePath(client), asked);
  const to = new URL(answer.headers.get('Location') ?? '');
  expect([to.host, to.searchParams.getAll('iss')]).toEqual(['client.example', [ISSUER]]);
  const third = await addClient(app);
  const asks = await app.fetch(authorizePath(third), asked);
  expect(asks.headers.get('Location')).toMatch(/^\/oauth\/continue\?request=/);
  const stray = await app.fetch(authorizePath(client, { redirect_uri: `${base}/` }), asked);
  expect([stray.status, stray.headers.get('Location')]).toEqual([400, null]);
  const ends = await app.fetch('/oauth/end-session', asked);
  expect(await ends.text()).not.toMatch(/(?:action|href)="https?:\/\/evil/);
});

it('a foreign host is not in the tokens that are asked for under it', async () => {
  const { app, browser } = await signedIn();
  const client = await addClient(app, { firstParty: true });
  const code = await askForCode(browser, client);
  const foreign = {
    ...app,
    fetch: (path: string, init = {}) => app.fetch(path, { ...init, base }),
  };
  const tokens = await (await exchange(foreign, client, code)).json<GrantAnswer>();
  for (const token of [tokens.access_token, tokens.id_token])
    expect(JSON.stringify(claimsOf(token))).not.toContain('evil');
  expect(claimsOf(tokens.id_token).iss).toBe(ISSUER);
  expect(claimsOf(tokens.access_token).aud).toBe(`${ISSUER}/oauth/userinfo`);
});
