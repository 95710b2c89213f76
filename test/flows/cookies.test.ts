import { env } from 'cloudflare:workers';
import { decodeJwt, importJWK, type JWK, SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { type Browser, createBrowser } from '../support/browser.ts';
import { cheapArgon2 } from '../support/cheap-argon2.ts';
import { PASSWORD, refusal, register, signIn } from '../support/people.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';

const LOCAL = 'http://localhost:8787';
const FIVE = 5;

const createApp = (vars: Record<string, unknown> = {}) =>
  createTestApp({ env: vars, argon2: cheapArgon2 });

/** A refresh token signed by JWT_KEYS, as older versions did, for the session of a current one. */
async function oldRefreshToken(token: string): Promise<string> {
  const [key] = (JSON.parse(env.JWT_KEYS) as { keys: JWK[] }).keys;
  return new SignJWT({ ...decodeJwt(token), aud: 'https://auth.test' })
    .setProtectedHeader({ alg: 'ES256', kid: key?.kid ?? '', typ: 'rt+jwt' })
    .sign(await importJWK(key ?? {}, 'ES256'));
}

/** A browser whose only cookie has no prefix. */
async function oldBrowser(app: TestApp, email: string): Promise<Browser> {
  const browser = createBrowser(app);
  browser.jar.set('refresh_token', await oldRefreshToken((await signIn(app, email)).refresh_token));
  return browser;
}

const setCookies = (response: Response, start: string) =>
  response.headers.getSetCookie().filter((cookie) => cookie.startsWith(start));

describe('cookie names', () => {
  it('have the __Host- prefix over HTTPS, so that no sibling domain can set them', async () => {
    const app = createApp({ COOKIE_MODE: 'both' });
    const browser = createBrowser(app);
    const login = await browser.post('login', { email: await register(app), password: PASSWORD });
    const cookies = login.headers.getSetCookie();
    const ours = cookies.filter((cookie) => cookie.startsWith('__Host-'));
    expect(ours.map((cookie) => cookie.replace(/_[\da-f]{32}|=.*/gs, '')).sort()).toEqual([
      '__Host-access_token',
      '__Host-device',
      '__Host-refresh_token',
    ]);
    for (const cookie of ours)
      expect(cookie).toMatch(/; Max-Age=\d+; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
    expect(cookies.filter((cookie) => !ours.includes(cookie))).toEqual([
      expect.stringMatching(/^csrftoken=[\w.-]+; Path=\/; Secure; SameSite=Lax$/),
    ]);
  });

  it('have no prefix on http://localhost, and everything works', async () => {
    const app = createApp({ COOKIE_MODE: 'both', APP_URL: LOCAL });
    const email = await register(app);
    const browser = createBrowser(app, { base: LOCAL });
    const login = await browser.post('login', { email, password: PASSWORD });
    expect(login.headers.getSetCookie().join()).not.toMatch(/Secure|__Host-/);
    expect([...browser.jar.keys()].sort()).toEqual([
      'access_token',
      'csrftoken',
      expect.stringMatching(/^device_[\da-f]{32}$/),
      'refresh_token',
    ]);
    const before = browser.jar.get('refresh_token');
    expect((await browser.get('me')).status).toBe(200);
    expect((await browser.post('token/refresh')).status).toBe(200);
    expect(browser.jar.get('refresh_token')).not.toBe(before);
    const csrf = { 'X-CSRF-Token': browser.jar.get('csrftoken') ?? '' };
    expect((await browser.post('logout', undefined, csrf)).status).toBe(200);
    expect([...browser.jar.keys()]).toEqual([expect.stringMatching(/^device_/)]);
  });
});

describe('a refresh cookie without the prefix', () => {
  it('is ignored beside the prefixed one, and on its own if it is recent', async () => {
    const app = createApp();
    const victim = createBrowser(app);
    const { session_id: own } = await victim.signIn(await register(app));
    const attacker = await signIn(app, await register(app));

    for (const tossed of [attacker.refresh_token, await oldRefreshToken(attacker.refresh_token)]) {
      victim.jar.set('refresh_token', tossed);
      const refreshed = await victim.post('token/refresh');
      expect(await refreshed.json()).toMatchObject({ session_id: own });
    }

    const newcomer = createBrowser(app);
    newcomer.jar.set('refresh_token', attacker.refresh_token);
    expect(await refusal(await newcomer.post('token/refresh'))).toEqual([401, 'token_missing']);
    expect((await newcomer.post('logout')).status).toBe(200);
    const refreshed = await app.post('/api/v1/auth/token/refresh', {
      refresh: attacker.refresh_token,
    });
    expect(refreshed.status).toBe(200);
  });

  it('binds no CSRF token to its session beside the prefixed one', async () => {
    const app = createApp();
    const victim = createBrowser(app);
    await victim.signIn(await register(app));
    const attacker = await signIn(app, await register(app));
    victim.jar.set('refresh_token', attacker.refresh_token);
    victim.jar.delete('csrftoken');
    const { csrfToken } = await (await victim.get('csrf')).json<{ csrfToken: string }>();
    const out = await victim.post('logout', undefined, { 'X-CSRF-Token': csrfToken });
    expect(out.status).toBe(200);
    expect(await refusal(await victim.post('token/refresh'))).toEqual([401, 'token_missing']);
  });

  it('is replaced at a refresh if JWT_KEYS signed it', async () => {
    const app = createApp();
    const browser = await oldBrowser(app, await register(app));
    const refreshed = await browser.post('token/refresh');
    expect(refreshed.status).toBe(200);
    expect(setCookies(refreshed, 'refresh_token=')).toEqual([
      'refresh_token=; Max-Age=0; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT; HttpOnly; Secure; SameSite=Lax',
    ]);
    expect([...browser.jar.keys()].sort()).toEqual(['__Host-refresh_token', 'csrftoken']);
    expect((await browser.post('token/refresh')).status).toBe(200);
  });

  it('is cleared by a sign-in and by a sign-out', async () => {
    const app = createApp();
    const email = await register(app);
    const again = await oldBrowser(app, email);
    await again.signIn(email);
    expect(again.jar.has('refresh_token')).toBe(false);

    const leaving = await oldBrowser(app, email);
    const { csrfToken } = await (await leaving.get('csrf')).json<{ csrfToken: string }>();
    const old = leaving.jar.get('refresh_token');
    await leaving.post('logout', undefined, { 'X-CSRF-Token': csrfToken });
    expect([...leaving.jar.keys()]).toEqual([]);
    expect(await refusal(await app.post('/api/v1/auth/token/refresh', { refresh: old }))).toEqual([
      401,
      'token_revoked',
    ]);
  });

  it('is rejected if forged', async () => {
    const app = createApp();
    const browser = await oldBrowser(app, await register(app));
    browser.jar.set('refresh_token', `${browser.jar.get('refresh_token')?.slice(0, -6)}AAAAAA`);
    expect(await refusal(await browser.post('token/refresh'))).toEqual([401, 'token_invalid']);
  });
});

describe('a cookie', () => {
  it('counts as missing if empty', async () => {
    const app = createApp({ COOKIE_MODE: 'both' });
    const Cookie = '__Host-refresh_token=; __Host-access_token=; refresh_token=; csrftoken=';
    for (const [method, path] of [
      ['POST', 'token/refresh'],
      ['GET', 'me'],
    ] as const)
      expect(
        await refusal(await app.fetch(`/api/v1/auth/${path}`, { method, headers: { Cookie } })),
      ).toEqual([401, 'token_missing']);
    expect(
      (await app.fetch('/api/v1/auth/logout', { method: 'POST', headers: { Cookie } })).status,
    ).toBe(200);
  });

  it('does not hide an unprefixed one if empty', async () => {
    const app = createApp();
    const browser = await oldBrowser(app, await register(app));
    browser.jar.set('__Host-refresh_token', '');
    expect((await browser.post('token/refresh')).status).toBe(200);
  });

  it('is cleared with an empty value, Max-Age=0 and a past expiry', async () => {
    const app = createApp({ COOKIE_MODE: 'both' });
    const browser = createBrowser(app);
    const { csrf_token: token } = await browser.signIn(await register(app));
    const out = await browser.post('logout', undefined, { 'X-CSRF-Token': token });
    const cookies = out.headers.getSetCookie();
    expect(cookies.map((cookie) => cookie.split('=')[0]).sort()).toEqual([
      '__Host-access_token',
      '__Host-refresh_token',
      'csrftoken',
    ]);
    for (const cookie of cookies)
      expect(cookie).toMatch(
        /^[\w-]+=; Max-Age=0; Path=\/; Expires=Thu, 01 Jan 1970 00:00:00 GMT; (HttpOnly; )?Secure; SameSite=Lax$/,
      );
  });
});

describe('the mark of a known device', () => {
  const NAMES = /^__Host-device_[\da-f]{32}$/;
  const lock = async (app: TestApp, email: string) => {
    for (let failure = 0; failure < FIVE; failure++)
      await app.post('/api/v1/auth/login', { email, password: 'wrong-Horse-7-battery' });
  };

  it('without the prefix is valid, and is renamed at the next sign-in', async () => {
    const app = createApp();
    const email = await register(app);
    const browser = createBrowser(app);
    await browser.signIn(email);
    const [name = '', value = ''] = browser.find('__Host-device_') ?? [];
    const [nonce, mac] = value.split('.');
    browser.jar.clear();
    browser.jar.set(name.replace('__Host-', ''), `${nonce}.${mac}`);
    await lock(app, email);
    await browser.signIn(email);
    expect([...browser.jar.keys()].filter((cookie) => cookie.includes('device_'))).toEqual([name]);
    expect(browser.jar.get(name)?.split('.')[0]).toBe(nonce);
  });

  it('is kept for the five accounts that last signed in', async () => {
    const app = createApp();
    const browser = createBrowser(app);
    const emails: string[] = [];
    const marks: string[] = [];
    for (let account = 0; account < 7; account++) {
      const email = await register(app);
      app.advance(60_000);
      await browser.signIn(email);
      emails.push(email);
      marks.push([...browser.jar.keys()].findLast((name) => NAMES.test(name)) ?? '');
    }
    const held = () => [...browser.jar.keys()].filter((name) => NAMES.test(name)).sort();
    expect(held()).toEqual(marks.slice(2).sort());
    // A new sign-in makes an account the most recent.
    app.advance(60_000);
    await browser.signIn(emails[2] ?? '');
    app.advance(60_000);
    await browser.signIn(emails[0] ?? '');
    expect(held()).toEqual([marks[0], marks[2], ...marks.slice(4)].sort());
  });

  it('of forty accounts shrinks to five, dropping unprefixed ones first', async () => {
    const app = createApp();
    const email = await register(app);
    const browser = createBrowser(app);
    const mark = (index: number) => `device_${String(index).padStart(32, '0')}`;
    for (let index = 0; index < 30; index++) browser.jar.set(mark(index), `${'a'.repeat(75)}.b`);
    for (let index = 30; index < 40; index++)
      browser.jar.set(`__Host-${mark(index)}`, `${'a'.repeat(32)}.b.${index.toString(36)}`);
    expect(browser.cookies().length).toBeGreaterThan(4000);
    await browser.signIn(email);
    const held = [...browser.jar.keys()].filter((name) => name.includes('device_'));
    expect(held.filter((name) => /_0{30}/.test(name)).sort()).toEqual(
      [36, 37, 38, 39].map((index) => `__Host-${mark(index)}`),
    );
    expect(held).toHaveLength(FIVE);
    expect(held.every((name) => NAMES.test(name))).toBe(true);
  });

  it('is not displaced by cookies that a sibling domain sets', async () => {
    const app = createApp();
    const email = await register(app);
    const browser = createBrowser(app);
    await browser.signIn(email);
    const [own = ''] = browser.find('__Host-device_') ?? [];
    for (let index = 0; index < 50; index++)
      browser.jar.set(`device_${String(index).padStart(32, '0')}`, 'a.b.zzzzzz');
    app.advance(60_000);
    await browser.signIn(await register(app));
    expect(browser.jar.has(own)).toBe(true);
  });
});
