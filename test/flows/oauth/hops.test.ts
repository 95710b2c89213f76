import { describe, expect, it } from 'vitest';
import { createMeasuredApp } from '../../support/measured-app.ts';
import {
  addClient,
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
