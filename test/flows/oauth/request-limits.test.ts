import { describe, expect, it } from 'vitest';
import {
  addClient,
  answerOf,
  authorizePath,
  claimsOf,
  postForm,
  visit,
} from '../../support/oauth.ts';
import { signedIn, tokensFor } from '../../support/oauth-world.ts';
import { createPageClient } from '../../support/page-client.ts';
import { createTestApp } from '../../support/test-app.ts';

/** Short enough for every parameter. */
const MARK = 'Zebra<i>';

describe('a parameter as long as it may be', () => {
  it.each([
    ['state', 2048],
    ['nonce', 512],
    ['acr_values', 256],
    ['login_hint', 254],
  ])('is taken whole, and refused with one character more: %s of %i', async (name, longest) => {
    const { app, browser } = await signedIn();
    const client = await addClient(app, { firstParty: true });
    const ask = (length: number) =>
      visit(browser, authorizePath(client, { [name]: 'x'.repeat(length) }));
    const answer = answerOf(await ask(longest));
    const { nonce } = claimsOf((await tokensFor(app, client, answer.code ?? '')).id_token);
    if (name === 'state') expect(answer.state).toBe('x'.repeat(longest));
    if (name === 'nonce') expect(nonce).toBe('x'.repeat(longest));
    expect(answerOf(await ask(longest + 1)).error).toBe('invalid_request');
  });

  it.each([64, 128, 1000])('comes back whole, as a state of %i characters', async (length) => {
    const { app, browser } = await signedIn();
    const client = await addClient(app, { firstParty: true });
    const state = 'aB3-_~.'.repeat(length).slice(0, length);
    for (const prompt of ['none', null]) {
      const page = await visit(
        browser,
        authorizePath(client, { state, nonce: state.slice(0, 512), prompt }),
      );
      expect(answerOf(page).state).toBe(state);
    }
  });

  it('is judged before it is split: a scope of many words', async () => {
    const { app, browser } = await signedIn();
    const client = await addClient(app, { firstParty: true });
    const scope = `openid ${'a '.repeat(30_000)}`;
    const page = await visit(browser, authorizePath(client, { scope: scope.slice(0, 4000) }));
    expect(answerOf(page).error).toBe('invalid_request');
    const fields = { grant_type: 'refresh_token', refresh_token: 'x', client_id: client.id, scope };
    expect((await postForm(app, '/oauth/token', fields)).status).toBe(400);
  });
});

describe('any known parameter of a request', () => {
  const KNOWN = [
    ...['response_type', 'response_mode', 'scope', 'state', 'nonce', 'code_challenge'],
    ...['code_challenge_method', 'prompt', 'max_age', 'acr_values', 'login_hint'],
    ...['id_token_hint', 'resource', 'request'],
  ];
  it('may come once', async () => {
    const { app, browser } = await signedIn();
    const client = await addClient(app, { firstParty: true });
    for (const name of KNOWN) {
      const once = authorizePath(client, { prompt: 'none', [name]: 'x' });
      const page = await visit(browser, `${once}&${name}=x`);
      expect([name, answerOf(page).error]).toEqual([name, 'invalid_request']);
    }
  });

  it('is never repeated in the description of an error', async () => {
    const { app, browser } = await signedIn();
    const client = await addClient(app, { firstParty: true });
    for (const name of KNOWN.filter((one) => one !== 'state')) {
      const page = await visit(browser, authorizePath(client, { [name]: MARK }));
      const { error_description = '' } = answerOf(page);
      expect([name, /zebra/i.test(error_description)]).toEqual([name, false]);
    }
  });

  it('is never shown by the page that leads to no client', async () => {
    const app = createTestApp();
    const client = await addClient(app);
    for (const changed of [
      { client_id: MARK },
      { redirect_uri: `https://evil.example/${MARK}` },
      { client_id: MARK, state: MARK, scope: MARK, login_hint: MARK },
    ] as Record<string, string>[]) {
      const page = await visit(createPageClient(app), authorizePath(client, changed));
      expect([page.status, /<i>/i.test(page.html), /zebra/i.test(page.text)]).toEqual([
        400,
        false,
        false,
      ]);
    }
  });
});

describe('how a request is written', () => {
  it('makes no difference: scopes and parameters in any order, with what nobody knows', async () => {
    const { app, browser } = await signedIn();
    const client = await addClient(app, { firstParty: true });
    const path = authorizePath(client, {
      scope: 'email  offline_access openid email unknown',
      display: 'popup',
      ui_locales: 'se',
      claims_locales: 'se',
      acr_values: '1 2',
      claims: '{"userinfo":{"name":{"essential":true}}}',
      'x-client-SKU': 'ID_NET',
      constructor: 'x',
    });
    const shuffled = [...new URLSearchParams(path.split('?')[1])].reverse();
    const page = await visit(browser, `/oauth/authorize?${new URLSearchParams(shuffled)}`);
    const tokens = await tokensFor(app, client, answerOf(page).code ?? '');
    expect(tokens.scope).toBe('openid email offline_access');
    expect(claimsOf(tokens.id_token).acr).toBe('aal1');
  });

  it.each(['page', 'popup', 'touch'])('display=%s changes nothing', async (display) => {
    const { app, browser } = await signedIn();
    const client = await addClient(app, { firstParty: true });
    expect(answerOf(await visit(browser, authorizePath(client, { display })))).toHaveProperty(
      'code',
    );
  });

  it('a state of many signs comes back through pages of ours as well', async () => {
    const { app, browser } = await signedIn();
    const third = await addClient(app);
    const state = 'a;b&c=d+e %20/?#é"<>\'\\'.repeat(40);
    const consent = await visit(browser, authorizePath(third, { state }));
    expect(answerOf(await browser.submit(consent, {}, { press: 'Allow' })).state).toBe(state);
  });
});
