import { describe, expect, it } from 'vitest';
import { addKeyClient, byAssertion, keyFor, signAssertion } from '../../support/assertions.ts';
import { createMeasuredApp } from '../../support/measured-app.ts';
import {
  addClient,
  askedBy,
  askForCode,
  authorizePath,
  exchange,
  type GrantAnswer,
  postForm,
} from '../../support/oauth.ts';
import { createPageClient } from '../../support/page-client.ts';
import { register } from '../../support/people.ts';
import { createTestApp } from '../../support/test-app.ts';

/** What each request of clients costs, once the isolate knows the client. */
describe('the storage calls of OAuth', () => {
  async function world() {
    const email = await register(createTestApp());
    const { app, measure } = createMeasuredApp();
    const browser = createPageClient(app);
    await browser.signIn(email);
    const client = await addClient(app);
    const code = await askForCode(browser, client);
    return { app, measure, browser, client, code };
  }
  const once = { follow: false } as const;

  it('are one of the guard for a code, if the person is signed in and has consented', async () => {
    const { browser, client, measure } = await world();
    const page = await measure(() => browser.open(authorizePath(client), once));
    expect(page).toEqual([303, '1 guard.issueCode']);
  });

  it('are one of KV to keep a request, and one more to find it', async () => {
    const { app, browser, client, measure } = await world();
    const stranger = createPageClient(app);
    const asked = await measure(() => stranger.open(authorizePath(client), once));
    expect(asked).toEqual([303, '1 kv.put']);
    const page = await browser.open(authorizePath(client, { prompt: 'consent' }), once);
    const to = page.headers.get('Location') ?? '';
    expect(await measure(() => browser.open(to))).toEqual([
      200,
      '1 kv.get',
      '2 guard.liveByRefresh',
    ]);
  });

  it('are one to push a request, and three one after the other for its code', async () => {
    const { app, browser, measure } = await world();
    const client = await addClient(app, { firstParty: true });
    let handle = '';
    const push = async () => {
      const response = await postForm(app, '/oauth/par', askedBy(client));
      handle = (await response.clone().json<{ request_uri: string }>()).request_uri;
      return response;
    };
    // The first one reads the client.
    await push();
    expect(await measure(push)).toEqual([201, '1 guard.hold']);
    const path = `/oauth/authorize?${new URLSearchParams({ client_id: client.id, request_uri: handle })}`;
    expect(await measure(() => browser.open(path, once))).toEqual([
      303,
      '1 guard.readHeld',
      '2 guard.claimHeld',
      '3 guard.issueCode',
      // After the answer.
      '4 guard.emptyHeld',
    ]);
  });

  it('are one more of the guard object of a client that signs assertions', async () => {
    const { app, measure } = await world();
    const client = await addKeyClient(app);
    const ask = async (changed = {}) => {
      const grant = { grant_type: 'refresh_token', refresh_token: 'x' };
      const assertion = await signAssertion(app, client, changed);
      return postForm(app, '/oauth/token', { ...grant, ...byAssertion(assertion) });
    };
    await ask();
    expect(await measure(ask)).toEqual([400, '1 guard.useOnce']);
    expect(await measure(async () => ask({ key: await keyFor('ES256') }))).toEqual([401]);
  });

  it('are one of the guard for tokens, a refresh and the claims of a person', async () => {
    const { app, client, code, measure } = await world();
    let tokens: GrantAnswer | undefined;
    const calls = await measure(async () => {
      const response = await exchange(app, client, code);
      tokens = await response.clone().json<GrantAnswer>();
      return response;
    });
    expect(calls).toEqual([200, '1 guard.exchangeCode']);
    const { refresh_token = '', access_token } = tokens ?? {};
    const fields = { grant_type: 'refresh_token', refresh_token, client_id: client.id };
    expect(await measure(() => postForm(app, '/oauth/token', fields))).toEqual([
      200,
      '1 guard.rotateGrant',
    ]);
    const headers = { Authorization: `Bearer ${access_token}` };
    expect(await measure(() => app.fetch('/oauth/userinfo', { headers }))).toEqual([
      200,
      '1 guard.live',
    ]);
  });

  it('are none for what is refused by its form', async () => {
    const { app, browser, client, measure } = await world();
    const bad = authorizePath(client, { response_type: 'token' });
    expect(await measure(() => browser.open(bad, once))).toEqual([303]);
    const forged = { grant_type: 'refresh_token', refresh_token: 'x', client_id: client.id };
    expect(await measure(() => postForm(app, '/oauth/token', forged))).toEqual([400]);
  });
});
