import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { localStore, type OAuthError, type TokenStore } from '../../../src/client/oauth/index.ts';
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
  signedIn,
} from './world.ts';

const API = 'https://api.example.org/orders';
const MINUTE = 60_000;
let service: Service;
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date', 'performance'] });
  service = await createService();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const pass = (time: number) => vi.advanceTimersByTime(time);
const errorOf = (promise: Promise<unknown>) =>
  promise.then(
    () => expect.fail('it went through'),
    (error: OAuthError) => error,
  );
const refuse = (status: number, error: string, headers = {}) =>
  Response.json({ error }, { status, headers });
const statuses = (answers: Response[]) => answers.map(({ status }) => status);
const twenty = <Result>(work: () => Promise<Result>) =>
  Promise.all(Array.from({ length: 20 }, work));
/** What is kept of a page beyond its life, as `localStorage` keeps it. */
function createStore(): TokenStore & { kept: string | null } {
  const store = {
    kept: null as string | null,
    get: () => store.kept,
    set: (text: string) => {
      store.kept = text;
    },
    remove: () => {
      store.kept = null;
    },
  };
  return store;
}

describe('the token', () => {
  it('goes with requests, and is not renewed before it has to be', async () => {
    const { oauth } = await signedIn(service);
    pass(13 * MINUTE);
    expect((await oauth.fetch(API, { method: 'POST', body: 'x' })).status).toBe(200);
    expect(service.asked.map(({ path, authorization }) => [path, authorization])).toEqual([
      ['/orders', 'Bearer access-1'],
    ]);
  });

  it('is renewed once for twenty requests at its end', async () => {
    const { oauth } = await signedIn(service);
    pass(16 * MINUTE);
    const answers = await twenty(() => oauth.fetch(API));
    expect(new Set(statuses(answers))).toEqual(new Set([200]));
    expect(service.exchanges()).toHaveLength(1);
  });

  it('is renewed once for twenty refusals, each sent once more with its body', async () => {
    const { oauth } = await signedIn(service);
    service.access = 'withdrawn';
    const answers = await twenty(() => oauth.fetch(API, { method: 'POST', body: 'amount=7' }));
    expect(new Set(statuses(answers))).toEqual(new Set([200]));
    expect(service.exchanges()).toHaveLength(1);
    const sent = service.asked.filter(({ path }) => path === '/orders');
    expect(sent).toHaveLength(40);
    expect(new Set(sent.map(({ form }) => form.get('amount')))).toEqual(new Set(['7']));
  });

  it.each(['http://api.example.org/', 'ftp://api.example.org/'])(
    'never goes to %s',
    async (url) => {
      const { oauth } = await signedIn(service, { apis: [url, 'http://localhost:3000'] });
      await expect(oauth.fetch(url)).rejects.toThrow(TypeError);
      expect(service.asked).toEqual([]);
      expect((await oauth.fetch('http://localhost:3000/')).status).toBe(200);
    },
  );

  it.each([
    'https://evil.example/orders',
    'https://api.example.org.evil.example/',
    'https://api.example.org@evil.example/',
    'https://api.example.org:8443/',
    'http://localhost:3000/',
  ])('never goes to %s, for which it is not meant', async (url) => {
    const { oauth } = await signedIn(service);
    await expect(oauth.fetch(url)).rejects.toThrow(TypeError);
    await expect(oauth.fetch(new Request('https://evil.example/'))).rejects.toThrow(TypeError);
    expect(service.asked).toEqual([]);
  });

  it.each([
    ['the service', `${ISSUER}/oauth/userinfo`, {}],
    ['the app itself', `${APP}/orders`, {}],
    ['the resource', 'https://shop.example.net/v1', { resource: 'https://shop.example.net/' }],
    ['an API', 'https://two.example.net/v1', { apis: ['https://two.example.net'] }],
  ])('goes to %s', async (_, url, options) => {
    const { oauth } = await signedIn(service, options);
    expect((await oauth.fetch(url)).status).toBe(200);
  });

  it('that proves too little is not renewed: the person has to sign in', async () => {
    const challenge = 'Bearer error="insufficient_user_authentication", acr_values="aal2"';
    const weak = () =>
      new Response('', { status: 401, headers: { 'WWW-Authenticate': challenge } });
    const fetch: typeof globalThis.fetch = (input, init) =>
      new Request(input, init).url === API ? Promise.resolve(weak()) : service.fetch(input, init);
    const { oauth } = await signedIn(service, { fetch });
    expect((await oauth.fetch(API)).status).toBe(401);
    expect(service.asked).toEqual([]);
  });
});

describe('whatever the service answers, nothing loops', () => {
  it('an API that always says 401 costs a refresh in five seconds', async () => {
    const fetch: typeof globalThis.fetch = async (input, init) => {
      const answer = await service.fetch(input, init);
      return new Request(input, init).url === API ? new Response('', { status: 401 }) : answer;
    };
    const { oauth } = await signedIn(service, { fetch });
    for (let nth = 0; nth < 10; nth++) expect((await oauth.fetch(API)).status).toBe(401);
    expect(service.exchanges()).toHaveLength(1);
    // Once with the token of the sign-in, once with the new one, then nine times with that.
    expect(service.count('/orders')).toBe(11);
    pass(5001);
    await oauth.fetch(API);
    expect(service.exchanges()).toHaveLength(2);
  });

  it.each<[string, () => Response | Promise<Response>]>([
    ['503', () => refuse(503, 'temporarily_unavailable')],
    ['429', () => refuse(429, 'slow_down')],
    ['a lost answer', () => Promise.reject(new TypeError('fetch failed'))],
    ['a page', () => new Response('<html>')],
    ['an unknown client', () => refuse(401, 'invalid_client')],
    ['nothing of use', () => Response.json({})],
  ])('%s to a refresh keeps the session and is asked for ever more rarely', async (_, answer) => {
    const { oauth } = await signedIn(service);
    pass(16 * MINUTE);
    service.twist = { answer };
    for (let second = 0; second < 120; second++) {
      expect((await errorOf(oauth.fetch(API))).code).toBe('unavailable');
      pass(1000);
    }
    expect(service.exchanges().length).toBeGreaterThan(3);
    expect(service.exchanges().length).toBeLessThan(12);
    expect(oauth.user()).toMatchObject({ sub: 'ada' });
    service.twist = {};
    pass(MINUTE);
    expect((await oauth.fetch(API)).status).toBe(200);
  });

  it('and `Retry-After` is kept to', async () => {
    const { oauth } = await signedIn(service);
    pass(16 * MINUTE);
    service.twist = { answer: () => refuse(429, 'slow_down', { 'Retry-After': '300' }) };
    for (let minute = 0; minute < 5; minute++) {
      await errorOf(oauth.fetch(API));
      pass(MINUTE - 1);
    }
    expect(service.exchanges()).toHaveLength(1);
  });

  it('tokens that are over at once are renewed no more often', async () => {
    service.twist = { body: { expires_in: 1 } };
    const { oauth } = await signedIn(service);
    for (let nth = 0; nth < 20; nth++) {
      await oauth.fetch(API).catch(() => undefined);
      pass(250);
    }
    expect(service.exchanges().length).toBeLessThan(4);
  });

  it('a grant that is over signs out, and is not asked for again', async () => {
    const { oauth } = await signedIn(service);
    const changes: unknown[] = [];
    oauth.onChange(() => changes.push(oauth.user()));
    pass(16 * MINUTE);
    service.current = 'withdrawn';
    for (let nth = 0; nth < 5; nth++)
      expect((await errorOf(oauth.fetch(API))).code).toBe('signed_out');
    expect(service.exchanges()).toHaveLength(1);
    expect(changes).toEqual([null]);
  });

  it('a lost answer is asked for again with the token of before', async () => {
    const { oauth } = await signedIn(service);
    pass(16 * MINUTE);
    service.twist = { answer: () => Promise.reject(new TypeError('fetch failed')) };
    await errorOf(oauth.fetch(API));
    service.twist = {};
    pass(2000);
    expect((await oauth.fetch(API)).status).toBe(200);
    const tokens = service.exchanges().map(({ form }) => form.get('refresh_token'));
    expect(tokens).toEqual(['refresh-1', 'refresh-1']);
  });
});

describe('without `offline_access`', () => {
  it('the session is over with its token', async () => {
    service.twist = { body: { refresh_token: undefined } };
    const { oauth } = await signedIn(service, { scope: 'openid' });
    pass(14.5 * MINUTE);
    expect((await oauth.fetch(API)).status).toBe(200);
    pass(MINUTE);
    expect((await errorOf(oauth.fetch(API))).code).toBe('signed_out');
    expect(oauth.user()).toBeNull();
    expect(service.exchanges()).toEqual([]);
  });
});

describe('another page of the app', () => {
  it('knows nobody, unless the app keeps the session', async () => {
    await signedIn(service);
    expect(await createApp(service).oauth.resume()).toBeNull();
    expect(service.asked).toEqual([]);
  });

  it('goes on with what is kept', async () => {
    const store = createStore();
    await signedIn(service, { store });
    const { oauth } = createApp(service, createPage(), { store });
    expect(await oauth.resume()).toMatchObject({ sub: 'ada' });
    expect((await oauth.fetch(API)).status).toBe(200);
    expect(store.kept).toContain('refresh-2');
    expect(store.kept).not.toContain('access-');
  });

  it('goes on without a network, and gets its token later', async () => {
    const store = createStore();
    await signedIn(service, { store });
    service.isAway = true;
    const { oauth } = createApp(service, createPage(), { store });
    expect(await oauth.resume()).toMatchObject({ sub: 'ada' });
    expect((await errorOf(oauth.fetch(API))).code).toBe('unavailable');
    service.isAway = false;
    pass(MINUTE);
    expect((await oauth.fetch(API)).status).toBe(200);
  });

  it('goes on with what `localStore` keeps', async () => {
    vi.stubGlobal('localStorage', createStorage());
    const app = { store: localStore('shop.session') };
    await signedIn(service, app);
    expect(localStorage.getItem('shop.session')).toContain('refresh-1');
    const { oauth } = createApp(service, createPage(), app);
    expect(await oauth.resume()).toMatchObject({ sub: 'ada' });
    await oauth.signOut();
    expect(localStorage.length).toBe(0);
  });

  it('is not surprised by nonsense', async () => {
    const store = createStore();
    store.kept = '{';
    expect(await createApp(service, createPage(), { store }).oauth.resume()).toBeNull();
  });

  it('goes on with the token that another tab got', async () => {
    const store = createStore();
    const { oauth: first } = await signedIn(service, { store });
    const { oauth: second } = createApp(service, createPage(), { store });
    await second.resume();
    pass(16 * MINUTE);
    expect((await first.fetch(API)).status).toBe(200);
    expect((await second.fetch(API)).status).toBe(200);
    const tokens = service.exchanges().map(({ form }) => form.get('refresh_token'));
    expect(tokens).toEqual(['refresh-1', 'refresh-2', 'refresh-3']);
  });

  it('is signed out with the others', async () => {
    const store = createStore();
    const { oauth: first } = await signedIn(service, { store });
    const { oauth: second } = createApp(service, createPage(), { store });
    await second.resume();
    await first.signOut();
    pass(16 * MINUTE);
    expect((await errorOf(second.fetch(API))).code).toBe('signed_out');
    expect(second.user()).toBeNull();
  });

  it('does not do as one person what another one began', async () => {
    const store = createStore();
    const { oauth } = await signedIn(service, { store });
    // Grace signs in in another tab, and has the store now.
    service.twist = { claims: { sub: 'grace' } };
    const other = createApp(service, createPage(), { store });
    comeBack(service, other.page, await begin(other));
    await other.oauth.handleCallback();
    service.asked.length = 0;
    expect((await oauth.fetch(API, { method: 'POST', body: 'x' })).status).toBe(401);
    expect(service.count('/orders')).toBe(1);
    expect(oauth.user()).toMatchObject({ sub: 'grace' });
  });
});

describe('a refresh', () => {
  it('about another person is refused', async () => {
    const { oauth } = await signedIn(service);
    const { fetch } = service;
    service.twist = { claims: { sub: 'grace', nonce: undefined } };
    const idToken = await service.idToken();
    service.twist = { body: { id_token: idToken } };
    pass(16 * MINUTE);
    expect((await errorOf(oauth.fetch(API))).code).toBe('unavailable');
    expect(oauth.user()).toMatchObject({ sub: 'ada' });
    expect(service.fetch).toBe(fetch);
  });

  it('that a sign-out overtakes signs nobody in', async () => {
    const { oauth } = await signedIn(service);
    pass(16 * MINUTE);
    const going = oauth.fetch(API);
    const out = oauth.signOut({ here: true });
    expect((await errorOf(going)).code).toBe('signed_out');
    await out;
    expect(oauth.user()).toBeNull();
    expect((await errorOf(oauth.fetch(API))).code).toBe('signed_out');
  });
});

describe('who it is', () => {
  it('is the same object until it changes', async () => {
    const { oauth } = await signedIn(service);
    const heard = vi.fn();
    oauth.onChange(heard);
    const before = oauth.user();
    const renew = async (claims: object) => {
      service.twist = { claims: { nonce: undefined, ...claims } };
      service.twist = { body: { id_token: await service.idToken() } };
      pass(16 * MINUTE);
      await oauth.fetch(API);
    };
    const auth_time = before?.auth_time;
    await renew({ auth_time });
    expect(oauth.user()).toBe(before);
    expect(heard).not.toHaveBeenCalled();
    await renew({ auth_time, name: 'Ada King' });
    expect(oauth.user()).toMatchObject({ sub: 'ada', name: 'Ada King' });
    expect(heard).toHaveBeenCalledOnce();
  });
});

describe('userinfo', () => {
  it('says who it is', async () => {
    const { oauth } = await signedIn(service);
    expect(await oauth.getUser()).toEqual({ sub: 'ada', name: 'Ada' });
  });

  it('about another person is refused', async () => {
    service.twist = { claims: { sub: 'grace' } };
    const { oauth } = await signedIn(service);
    expect((await errorOf(oauth.getUser())).code).toBe('unavailable');
  });

  it('that cannot be reached is unavailable', async () => {
    const fetch: typeof globalThis.fetch = async (input, init) => {
      if (new URL(new Request(input, init).url).pathname === '/oauth/userinfo')
        throw new TypeError('Failed to fetch');
      return service.fetch(input, init);
    };
    const { oauth } = await signedIn(service, { fetch });
    expect((await errorOf(oauth.getUser())).code).toBe('unavailable');
    expect(oauth.user()).toMatchObject({ sub: 'ada' });
  });

  it('needs somebody', async () => {
    expect((await errorOf(createApp(service).oauth.getUser())).code).toBe('signed_out');
  });
});

describe('signing out', () => {
  it('gives the refresh token back and ends the session at the service', async () => {
    const { oauth, page } = await signedIn(service);
    const heard = vi.fn();
    const stop = oauth.onChange(heard);
    await oauth.signOut();
    expect(oauth.user()).toBeNull();
    expect(heard).toHaveBeenCalledOnce();
    stop();
    const [revoked] = service.asked;
    expect([revoked?.path, revoked?.form.get('token')]).toEqual(['/oauth/revoke', 'refresh-1']);
    const to = new URL(page.visited.at(-1) ?? '');
    expect(to.origin + to.pathname).toBe(`${ISSUER}/oauth/end-session`);
    expect(to.searchParams.get('post_logout_redirect_uri')).toBe(`${APP}/bye`);
    expect(to.searchParams.get('id_token_hint')?.split('.')).toHaveLength(3);
    expect(to.href).not.toContain('refresh-');
    expect(to.href).not.toContain('access-');
  });

  it('gives back what another tab got last', async () => {
    const store = createStore();
    const { oauth: first } = await signedIn(service, { store });
    const { oauth: second } = createApp(service, createPage(), { store });
    await second.resume();
    await first.signOut();
    const [revoked] = service.asked.filter(({ path }) => path === '/oauth/revoke');
    expect(revoked?.form.get('token')).toBe('refresh-2');
  });

  it('stays here if it is told to', async () => {
    const { oauth, page } = await signedIn(service);
    const before = page.visited.length;
    await oauth.signOut({ here: true });
    expect(page.visited).toHaveLength(before);
    expect(service.count('/oauth/revoke')).toBe(1);
  });

  it('holds here whatever the service answers', async () => {
    const fetch: typeof globalThis.fetch = async (input, init) => {
      if (new URL(new Request(input, init).url).pathname === '/oauth/revoke')
        throw new TypeError('fetch failed');
      return service.fetch(input, init);
    };
    const store = createStore();
    const { oauth } = await signedIn(service, { fetch, store });
    await oauth.signOut();
    expect([oauth.user(), store.kept]).toEqual([null, null]);
    await oauth.signOut();
  });
});
