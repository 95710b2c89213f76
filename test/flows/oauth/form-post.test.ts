import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  addClient,
  answerOf,
  askedBy,
  authorizePath,
  CALLBACK,
  exchange,
  ISSUER,
  postForm,
  visit,
} from '../../support/oauth.ts';
import { createPageClient, type OpenPage } from '../../support/page-client.ts';
import { PASSWORD, register } from '../../support/people.ts';
import { createTestApp } from '../../support/test-app.ts';

/** Someone who is signed in, and a client that wants its answers as forms. */
async function world(given: Parameters<typeof addClient>[1] = {}) {
  const app = createTestApp();
  const email = await register(app);
  const browser = createPageClient(app);
  await browser.signIn(email);
  return { app, email, browser, client: await addClient(app, { firstParty: true, ...given }) };
}
const FORM = { response_mode: 'form_post' };

/** What the client's server reads: the form as a browser sends it, by the runtime's own parser. */
async function postedBy(page: OpenPage): Promise<{ to: string; fields: Record<string, string> }> {
  const [form, ...more] = page.forms;
  if (form === undefined || more.length > 0 || form.method !== 'post')
    throw new Error(`no answer: ${page.status} ${page.url} ${page.h1}`);
  // Nothing leads to the client in another way, nor to anybody else.
  expect([page.status, page.headers.get('Location'), page.refresh]).toEqual([200, null, null]);
  const body = new URLSearchParams(form.fields);
  const read = await new Request(form.action, { method: 'POST', body }).formData();
  return { to: form.action, fields: Object.fromEntries([...read]) as Record<string, string> };
}
const directives = (page: OpenPage): Record<string, string> =>
  Object.fromEntries(
    (page.headers.get('Content-Security-Policy') ?? '')
      .split('; ')
      .map((one) => one.split(/ (.*)/s).slice(0, 2) as [string, string]),
  );

describe('response_mode=form_post', () => {
  it('posts code, state and iss, and puts nothing into an address', async () => {
    const { app, browser, client } = await world();
    const page = await visit(browser, authorizePath(client, FORM));
    const { to, fields } = await postedBy(page);
    expect(to).toBe(CALLBACK);
    expect(fields).toEqual({ code: expect.any(String), state: 'a state', iss: ISSUER });
    expect((await exchange(app, client, fields.code ?? '')).status).toBe(200);
  });

  it('comes after signing in, and after a decision', async () => {
    const { app, email, client } = await world({ firstParty: false });
    const browser = createPageClient(app);
    const signIn = await visit(browser, authorizePath(client, FORM));
    const asked = await browser.submit(
      signIn,
      { email_or_username: email, password: PASSWORD },
      { action: '/sign-in' },
    );
    const allowed = await postedBy(await browser.submit(asked, {}, { press: 'Allow' }));
    expect(allowed.fields).toEqual({ code: expect.any(String), state: 'a state', iss: ISSUER });
    const again = await visit(browser, authorizePath(client, { ...FORM, prompt: 'consent' }));
    const denied = await postedBy(await browser.submit(again, {}, { press: 'Don’t allow' }));
    expect(denied.fields).toMatchObject({ error: 'access_denied', state: 'a state', iss: ISSUER });
    expect(denied.fields).not.toHaveProperty('code');
  });

  it('brings errors too, also those of prompt=none', async () => {
    const { app, client } = await world();
    const errors: [Record<string, string | null>, string][] = [
      [{ prompt: 'none' }, 'login_required'],
      [{ response_type: 'token' }, 'unsupported_response_type'],
      [{ code_challenge: null }, 'invalid_request'],
      [{ request: 'x.y.z' }, 'request_not_supported'],
      [{ request_uri: 'https://client.example/r' }, 'request_uri_not_supported'],
    ];
    for (const [changed, error] of errors) {
      const page = await visit(
        createPageClient(app),
        authorizePath(client, { ...FORM, ...changed }),
      );
      const { to, fields } = await postedBy(page);
      expect([to, fields.error, fields.state, fields.iss]).toEqual([
        CALLBACK,
        error,
        'a state',
        ISSUER,
      ]);
    }
  });

  it('keeps the address as it was registered, and the values as they were sent', async () => {
    const redirect = 'https://client.example/callback?tenant=a&x=1';
    const { browser, client } = await world({ redirectUris: [redirect] });
    const state = `"'><script>alert(1)</script>&amp;=+ é\u2028 </form>`;
    const path = authorizePath(client, { ...FORM, redirect_uri: redirect, state });
    const page = await visit(browser, path);
    const { to, fields } = await postedBy(page);
    expect([to, fields.state]).toEqual([redirect, state]);
    expect(page.html).not.toContain('<script>alert');
  });

  it('runs its own script only, and posts to this client only', async () => {
    const { browser, client } = await world();
    const page = await visit(browser, authorizePath(client, FORM));
    const policy = directives(page);
    expect(policy['form-action']).toBe('https://client.example');
    expect(policy['frame-ancestors']).toBe("'none'");
    const [, script = ''] = /<script>(.*?)<\/script>/s.exec(page.html) ?? [];
    const hash = createHash('sha256').update(script).digest('base64');
    expect(script).toContain('.submit()');
    expect(policy['script-src']?.split(' ').slice(1)).toEqual([`'sha256-${hash}'`]);
    expect(page.html).toContain('<form id="answer"');
    expect(page.headers.get('Cache-Control')).toBe('no-store');
    expect(page.headers.get('Referrer-Policy')).toBe('no-referrer');
    // Without a script there is the button.
    expect(page.forms[0]?.buttons).toEqual([{ text: 'Continue', name: '', value: '' }]);
    // Other pages still post to us alone.
    expect(directives(await browser.open('/account/profile'))['form-action']).toBe("'self'");
  });

  it('speaks the language of the person', async () => {
    const { browser, client } = await world();
    const page = await visit(browser, authorizePath(client, { ...FORM, ui_locales: 'de' }));
    expect(page.lang).toBe('de');
    await postedBy(page);
  });

  it('works on a loopback address, and is refused where an app has a scheme', async () => {
    const { browser, client } = await world({
      redirectUris: ['http://127.0.0.1/callback', 'com.example.app:/callback'],
    });
    const loopback = { ...FORM, redirect_uri: 'http://127.0.0.1:4321/callback' };
    const asked = await visit(browser, authorizePath(client, loopback));
    const page = await browser.submit(asked, {}, { press: 'Allow' });
    expect((await postedBy(page)).to).toBe('http://127.0.0.1:4321/callback');
    expect(directives(page)['form-action']).toBe('http://127.0.0.1:4321');
    const scheme = { ...FORM, redirect_uri: 'com.example.app:/callback' };
    const back = answerOf(await visit(browser, authorizePath(client, scheme)));
    expect([back.error, back.error_description]).toEqual([
      'invalid_request',
      'response_mode must be query, or form_post where the redirect_uri is http or https',
    ]);
  });

  it('is refused under any other name, in the query', async () => {
    const { browser, client } = await world();
    for (const mode of ['fragment', 'form_post.jwt', 'FORM_POST', 'jwt', 'web_message']) {
      const back = answerOf(await visit(browser, authorizePath(client, { response_mode: mode })));
      expect([mode, back.error, back.state]).toEqual([mode, 'invalid_request', 'a state']);
    }
    const query = await visit(browser, authorizePath(client, { response_mode: 'query' }));
    expect(answerOf(query)).toHaveProperty('code');
  });

  it('never answers an address that is not the client’s', async () => {
    const { browser, client } = await world();
    const changed = { ...FORM, redirect_uri: 'https://thief.example/' };
    const page = await visit(browser, authorizePath(client, changed));
    expect([page.status, page.forms]).toEqual([400, []]);
    expect(page.headers.get('Content-Security-Policy')).not.toContain('thief');
  });

  it('may be pushed', async () => {
    const { app, browser, client } = await world();
    const pushed = await postForm(app, '/oauth/par', askedBy(client, FORM));
    const { request_uri } = await pushed.json<{ request_uri: string }>();
    const query = new URLSearchParams({ client_id: client.id, request_uri });
    const page = await visit(browser, `/oauth/authorize?${query}`);
    expect((await postedBy(page)).fields).toHaveProperty('code');
  });

  it('may be asked for by POST', async () => {
    const { browser, client } = await world();
    const page = await browser.post('/oauth/authorize', askedBy(client, FORM));
    expect((await postedBy(page)).fields).toHaveProperty('code');
  });
});

describe('a request object', () => {
  it('is refused by the code that says so, whatever is in it', async () => {
    const { browser, client } = await world();
    // Unsigned, and with another redirect_uri.
    const encode = (part: object) => btoa(JSON.stringify(part)).replaceAll('=', '');
    const about = { client_id: client.id, redirect_uri: 'https://thief.example/' };
    const unsigned = `${encode({ alg: 'none' })}.${encode(about)}.`;
    const cases: [Record<string, string>, string][] = [
      [{ request: unsigned }, 'request_not_supported'],
      [{ request_uri: 'https://client.example/request.jwt' }, 'request_uri_not_supported'],
      [{ request_uri: 'urn:example:request' }, 'request_uri_not_supported'],
    ];
    for (const [changed, error] of cases) {
      const page = await visit(browser, authorizePath(client, changed));
      const back = answerOf(page);
      expect([back.error, back.state, back.code]).toEqual([error, 'a state', undefined]);
    }
  });
});
