import { expect, it } from 'vitest';
import { NEAR_MISSES, UNREGISTRABLE } from '../../support/near-misses.ts';
import {
  addClient,
  askForCode,
  authorizePath,
  CALLBACK,
  exchange,
  oauthRefusal,
  visit,
} from '../../support/oauth.ts';
import { clientIn, clientsBy, official } from '../../support/oauth-clients.ts';
import { signedIn } from '../../support/oauth-world.ts';
import { createTestApp } from '../../support/test-app.ts';

it('an address that is nearly the one of a code gets no tokens for it', async () => {
  const { app, browser } = await signedIn();
  const client = await addClient(app, { firstParty: true });
  for (const [what, redirect_uri] of NEAR_MISSES) {
    const code = await askForCode(browser, client);
    const wrong = await exchange(app, client, code, { redirect_uri });
    expect([what, ...(await oauthRefusal(wrong))]).toEqual([what, 400, 'invalid_grant']);
    expect([what, (await exchange(app, client, code)).status]).toEqual([what, 200]);
  }
});

it('another registered address gets no tokens for the code of one', async () => {
  const { app, browser } = await signedIn();
  const other = `${CALLBACK}/other`;
  const client = await addClient(app, { firstParty: true, redirectUris: [CALLBACK, other] });
  const code = await askForCode(browser, client);
  const wrong = await exchange(app, client, code, { redirect_uri: other });
  expect(await oauthRefusal(wrong)).toEqual([400, 'invalid_grant']);
});

it.each(['http://127.0.0.1/cb', 'http://[::1]/cb', 'http://localhost/cb'])(
  'the port that a native app asked with is the one of its code: %s',
  async (uri) => {
    const { app, browser } = await signedIn();
    const client = await addClient(app, { redirectUris: [uri] });
    const [own, other] = [4711, 4712].map((port) => uri.replace('/cb', `:${port}/cb`));
    const code = await askForCode(browser, client, { redirect_uri: own ?? '' });
    for (const redirect_uri of [other, uri]) {
      const wrong = await exchange(app, client, code, { redirect_uri });
      expect(await oauthRefusal(wrong)).toEqual([400, 'invalid_grant']);
    }
    expect((await exchange(app, client, code, { redirect_uri: own })).status).toBe(200);
  },
);

it('no address that a parser would follow elsewhere can be registered', async () => {
  const app = createTestApp();
  const clients = clientsBy(app, await official(app, 'admin'));
  const known = await clientIn(await clients.register());
  for (const uri of UNREGISTRABLE)
    for (const name of ['redirect_uris', 'post_logout_redirect_uris']) {
      const body = { [name]: [uri] };
      const tries = [await clients.register(body), await clients.change(known.client_id, body)];
      expect([uri, name, ...tries.map(({ status }) => status)]).toEqual([uri, name, 400, 400]);
    }
  const { clients: all } = await (await clients.list()).json<{ clients: unknown[] }>();
  expect(all).toHaveLength(1);
});

it.each([
  [
    'https://xn--bcher-kva.example/cb',
    [
      'https://bücher.example/cb',
      'https://XN--bcher-kva.example/cb',
      'https://b%C3%BCcher.example/cb',
    ],
  ],
  [
    'com.example.app:/cb',
    ['com.example.app://cb', 'COM.example.app:/cb', 'com.example.app:/cb/', 'com.example.app:cb'],
  ],
  [
    'https://client.example/cb?tenant=a&b=%20',
    ['https://client.example/cb?b=%20&tenant=a', 'https://client.example/cb?tenant=a&b=+'],
  ],
  ['https://client.example', ['https://client.example/', 'https://client.example?']],
])('%s is the same letter by letter, or not at all', async (uri, others) => {
  const { app, browser } = await signedIn();
  const client = await addClient(app, { redirectUris: [uri] });
  for (const redirect_uri of others) {
    const page = await visit(browser, authorizePath(client, { redirect_uri }));
    expect([redirect_uri, page.status, page.refresh]).toEqual([redirect_uri, 400, null]);
  }
  const own = await visit(browser, authorizePath(client, { redirect_uri: uri }));
  expect(own.h1).toBe('Let Crumbs & Co use your account?');
});
