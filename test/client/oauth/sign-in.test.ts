import { calculatePKCECodeChallenge } from 'oauth4webapi';
import { beforeEach, describe, expect, it } from 'vitest';
import type { OAuthError } from '../../../src/client/oauth/index.ts';
import {
  APP,
  begin,
  comeBack,
  createApp,
  createPage,
  createService,
  createStorage,
  ISSUER,
  type Service,
  unsigned,
} from './world.ts';

let service: Service;
beforeEach(async () => {
  service = await createService();
});

const errorOf = (promise: Promise<unknown>) =>
  promise.then(
    () => expect.fail('it went through'),
    (error: OAuthError) => error,
  );

describe('signing in', () => {
  it('asks with state, nonce and PKCE, new ones each time', async () => {
    const app = createApp(service);
    const first = await begin(app, { maxAge: 60, acr: 'aal2', loginHint: 'ada@example.com' });
    expect(Object.fromEntries(first)).toMatchObject({
      response_type: 'code',
      client_id: 'spa',
      redirect_uri: `${APP}/callback`,
      scope: 'openid profile email offline_access',
      code_challenge_method: 'S256',
      max_age: '60',
      acr_values: 'aal2',
      login_hint: 'ada@example.com',
    });
    const second = await begin(app);
    for (const name of ['state', 'nonce', 'code_challenge']) {
      expect(first.get(name)).toMatch(/^[\w-]{43}$/);
      expect(second.get(name)).not.toBe(first.get(name));
    }
    expect(second.has('max_age')).toBe(false);
  });

  it('goes on where the person was, with the verifier of the challenge', async () => {
    const app = createApp(service, createPage(`${APP}/orders?id=7#top`));
    const asked = await begin(app);
    comeBack(service, app.page, asked);
    expect(await app.oauth.handleCallback()).toEqual({ returnTo: '/orders?id=7#top' });
    const [exchange] = service.exchanges();
    const verifier = exchange?.form.get('code_verifier') ?? '';
    expect(await calculatePKCECodeChallenge(verifier)).toBe(asked.get('code_challenge'));
    expect(exchange?.form.get('redirect_uri')).toBe(`${APP}/callback`);
    expect(app.oauth.user()).toMatchObject({ sub: 'ada' });
  });

  it('leaves neither code nor state in the address, nor in the tab', async () => {
    const app = createApp(service);
    comeBack(service, app.page, await begin(app));
    const way = app.oauth.handleCallback();
    expect(app.page.storage.length).toBe(1);
    await way;
    expect(app.page.at).toBe(`${APP}/callback`);
    expect(app.page.storage.length).toBe(0);
  });

  it.each([
    'https://evil.example/',
    '//evil.example/',
    '\\\\evil.example',
    'javascript:alert(1)',
    'http://app.example.org/',
  ])('does not return to %s', async (returnTo) => {
    const { oauth, page } = createApp(service);
    await expect(oauth.signIn({ returnTo })).rejects.toThrow(TypeError);
    expect(page.visited).toEqual([]);
  });

  // Where an app has a scheme of its own, every origin is `null`.
  it.each([
    'app:javascript:alert(1)',
    'javascript:alert(1)',
    'other://localhost/',
    '//evil.example/',
  ])('does not return from an app to %s', async (returnTo) => {
    const { oauth, page } = createApp(service, createPage('app://localhost/'));
    await expect(oauth.signIn({ returnTo })).rejects.toThrow(TypeError);
    expect(page.visited).toEqual([]);
    await oauth.signIn({ returnTo: '/orders' });
    expect(page.visited).toHaveLength(1);
  });

  it('returns to no path that names a host', async () => {
    const app = createApp(service);
    comeBack(service, app.page, await begin(app, { returnTo: `${APP}//evil.example/` }));
    expect(await app.oauth.handleCallback()).toEqual({ returnTo: '/evil.example/' });
  });

  it('needs `openid`', () => {
    expect(() => createApp(service, createPage(), { scope: 'profile' })).toThrow(TypeError);
  });

  it('takes no service under another name', async () => {
    service.metadata.issuer = 'https://evil.example';
    const { oauth, page } = createApp(service);
    expect((await errorOf(oauth.signIn())).code).toBe('unavailable');
    expect(page.visited).toEqual([]);
  });

  it('asks again for metadata that did not come', async () => {
    service.isAway = true;
    const app = createApp(service);
    expect((await errorOf(app.oauth.signIn())).code).toBe('unavailable');
    service.isAway = false;
    expect((await begin(app)).get('client_id')).toBe('spa');
  });
});

describe('an answer', () => {
  it('is none on a page without one, nor on another page', async () => {
    const app = createApp(service);
    expect(await app.oauth.handleCallback()).toBeNull();
    const asked = await begin(app);
    comeBack(service, app.page, asked);
    app.page.at = app.page.at.replace('/callback', '/coupon');
    const before = app.page.at;
    expect(await app.oauth.handleCallback()).toBeNull();
    expect(app.page.at).toBe(before);
  });

  it('counts once, also for two callers at once', async () => {
    const app = createApp(service);
    const asked = await begin(app);
    comeBack(service, app.page, asked);
    const two = await Promise.all([app.oauth.handleCallback(), app.oauth.handleCallback()]);
    expect(two).toEqual([{ returnTo: '/' }, { returnTo: '/' }]);
    comeBack(service, app.page, asked);
    expect((await errorOf(app.oauth.handleCallback())).code).toBe('state_unknown');
    expect(service.exchanges()).toHaveLength(1);
    expect(app.oauth.user()).toMatchObject({ sub: 'ada' });
  });

  it('that this tab did not ask for is refused: login CSRF', async () => {
    const attacker = createApp(service);
    const theirs = await begin(attacker);
    const victim = createApp(service);
    await begin(victim);
    comeBack(service, victim.page, theirs);
    expect((await errorOf(victim.oauth.handleCallback())).code).toBe('state_unknown');
    expect(service.exchanges()).toHaveLength(0);
    expect(victim.page.at).toBe(`${APP}/callback`);
  });

  it('of one tab and of another go their own ways', async () => {
    const tabs = [createApp(service), createApp(service)] as const;
    const asked = [
      await begin(tabs[0], { returnTo: '/a' }),
      await begin(tabs[1], { returnTo: '/b' }),
    ];
    for (const nth of [1, 0] as const) {
      comeBack(service, tabs[nth].page, asked[nth] as URLSearchParams);
      const way = await tabs[nth].oauth.handleCallback();
      expect(way).toEqual({ returnTo: nth === 0 ? '/a' : '/b' });
    }
  });

  it('to the first of two sign-ins of a tab counts as well', async () => {
    const app = createApp(service);
    const first = await begin(app, { returnTo: '/first' });
    await begin(app, { returnTo: '/second' });
    comeBack(service, app.page, first);
    expect(await app.oauth.handleCallback()).toEqual({ returnTo: '/first' });
  });

  it.each([
    ['of another issuer: mix-up', { iss: 'https://evil.example' }],
    ['without an issuer', { iss: undefined }],
    ['of the issuer with a slash', { iss: `${ISSUER}/` }],
    [
      'that is an error of another issuer',
      { iss: 'https://evil.example', error: 'x', code: undefined },
    ],
    ['with tokens in it', { id_token: 'x' }],
  ])('%s is refused', async (_, changes) => {
    const app = createApp(service);
    comeBack(service, app.page, await begin(app), changes);
    const { code, returnTo } = await errorOf(app.oauth.handleCallback());
    expect([code, returnTo]).toEqual(['answer_refused', '/']);
    expect(service.exchanges()).toHaveLength(0);
    expect(app.oauth.user()).toBeNull();
  });

  it.each(['code', 'iss', 'state'])('that says %s twice is refused', async (name) => {
    const app = createApp(service);
    comeBack(service, app.page, await begin(app));
    app.page.at += `&${name}=other`;
    expect((await errorOf(app.oauth.handleCallback())).code).toBe('answer_refused');
    expect(service.exchanges()).toHaveLength(0);
  });

  it('that is an error says so, with where the person was going', async () => {
    const app = createApp(service);
    const changes = { code: undefined, error: 'access_denied', error_description: 'They said no' };
    comeBack(service, app.page, await begin(app, { returnTo: '/orders' }), changes);
    const error = await errorOf(app.oauth.handleCallback());
    expect(error).toMatchObject({
      code: 'access_denied',
      message: 'They said no',
      returnTo: '/orders',
    });
    expect(app.page.at).toBe(`${APP}/callback`);
    expect(await app.oauth.handleCallback()).toBeNull();
  });

  it('waits where it is while the service is away', async () => {
    const first = createApp(service);
    const asked = await begin(first);
    comeBack(service, first.page, asked);
    // The page was loaded anew, so nothing is known.
    const app = createApp(service, first.page);
    service.isAway = true;
    expect((await errorOf(app.oauth.handleCallback())).code).toBe('unavailable');
    expect(app.page.at).toContain('code=code-1');
    service.isAway = false;
    expect(await app.oauth.handleCallback()).toEqual({ returnTo: '/' });
  });

  it('older than a day is forgotten by the next sign-in', async () => {
    const storage = createStorage();
    storage.setItem(
      'latchkey.oauth.begun.old',
      JSON.stringify({ at: Date.now() - 25 * 3_600_000 }),
    );
    storage.setItem('latchkey.oauth.begun.broken', '{');
    storage.setItem('of the app', '{');
    await begin(createApp(service, createPage(`${APP}/`, storage)));
    expect(storage.getItem('latchkey.oauth.begun.old')).toBeNull();
    expect(storage.getItem('latchkey.oauth.begun.broken')).toBeNull();
    expect(storage.getItem('of the app')).toBe('{');
  });
});

describe('the exchange', () => {
  const hourAgo = () => Math.floor(Date.now() / 1000) - 3600;
  const lost = () => Promise.reject(new TypeError('fetch failed'));

  it.each<[string, Service['twist'], string]>([
    ['another nonce', { claims: { nonce: 'other' } }, 'token_refused'],
    ['no nonce', { claims: { nonce: undefined } }, 'token_refused'],
    ['another audience', { claims: { aud: 'other' } }, 'token_refused'],
    ['an audience too many and no azp', { claims: { aud: ['spa', 'other'] } }, 'token_refused'],
    ['another azp', { claims: { aud: ['spa', 'other'], azp: 'other' } }, 'token_refused'],
    ['another issuer', { claims: { iss: 'https://evil.example' } }, 'token_refused'],
    ['an end in the past', { claims: { exp: 1 } }, 'clock_wrong'],
    ['no end', { claims: { exp: undefined } }, 'token_refused'],
    ['no subject', { claims: { sub: undefined } }, 'token_refused'],
    ['no signature', { token: unsigned }, 'token_refused'],
    ['no token at all', { body: { id_token: undefined } }, 'token_refused'],
    ['no JWT', { token: () => 'nonsense' }, 'token_refused'],
  ])('with an ID token that has %s signs nobody in', async (_, twist, code) => {
    service.twist = twist;
    const app = createApp(service);
    comeBack(service, app.page, await begin(app, { returnTo: '/orders' }));
    const error = await errorOf(app.oauth.handleCallback());
    expect([error.code, error.returnTo]).toEqual([code, '/orders']);
    expect(app.oauth.user()).toBeNull();
    expect((await errorOf(app.oauth.fetch(`${APP}/api`))).code).toBe('signed_out');
  });

  it('with a proof that is too old for `max_age` signs nobody in', async () => {
    service.twist = { claims: { auth_time: hourAgo() } };
    const app = createApp(service);
    comeBack(service, app.page, await begin(app, { maxAge: 60 }));
    expect((await errorOf(app.oauth.handleCallback())).code).toBe('token_refused');
    comeBack(service, app.page, await begin(app, { maxAge: 7200 }));
    expect(await app.oauth.handleCallback()).not.toBeNull();
  });

  it('with a token that is bound to a key signs nobody in', async () => {
    service.twist = { body: { token_type: 'DPoP' } };
    const app = createApp(service);
    comeBack(service, app.page, await begin(app));
    expect((await errorOf(app.oauth.handleCallback())).code).toBe('token_refused');
  });

  it.each<[string, () => Response | Promise<Response>, string]>([
    ['a lost answer', lost, 'unavailable'],
    ['a page of a proxy', () => new Response('<html>', { status: 502 }), 'unavailable'],
    [
      'half an answer',
      () => new Response('{"access', { headers: { 'Content-Type': 'application/json' } }),
      'unavailable',
    ],
    [
      'a refusal',
      () => Response.json({ error: 'invalid_grant' }, { status: 400 }),
      'invalid_grant',
    ],
  ])('with %s is not tried again: the code would be taken for stolen', async (_, answer, code) => {
    service.twist = { answer };
    const app = createApp(service);
    comeBack(service, app.page, await begin(app, { returnTo: '/orders' }));
    const error = await errorOf(app.oauth.handleCallback());
    expect([error.code, error.returnTo]).toEqual([code, '/orders']);
    expect(await app.oauth.handleCallback()).toBeNull();
    expect(service.exchanges()).toHaveLength(1);
    // The person presses again.
    service.twist = {};
    comeBack(service, app.page, await begin(app, { returnTo: '/orders' }));
    expect(await app.oauth.handleCallback()).toEqual({ returnTo: '/orders' });
  });
});
