import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { editUsers } from '../support/edit-users.ts';
import { freshEmail, PASSWORD, register, WRONG } from '../support/people.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';

const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0';
const NEWER = 'Mozilla/5.0 (X11; Linux x86_64; rv:160.0) Gecko/20100101 Firefox/160.0';
const HOME = '203.0.113.7';
const ELSEWHERE = '198.51.100.66';
const DAY = 86_400_000;

type Browser = { agent: string; ip: string; country: string; jar: Map<string, string> };
const browser = (about: Partial<Browser> = {}): Browser => ({
  agent: FIREFOX,
  ip: HOME,
  country: 'AT',
  jar: new Map(),
  ...about,
});

/** Posts as a browser does, which keeps the cookies that it gets. */
async function post(app: TestApp, by: Browser, path: string, body: object): Promise<Response> {
  const answer = await app.fetch(`/api/v1/auth${path}`, {
    method: 'POST',
    ip: by.ip,
    headers: {
      'Content-Type': 'application/json',
      'User-Agent': by.agent,
      'Accept-Language': 'de-AT',
      ...(by.jar.size === 0
        ? {}
        : { Cookie: [...by.jar].map((pair) => pair.join('=')).join('; ') }),
    },
    body: JSON.stringify(body),
    cf: { country: by.country },
  } as RequestInit);
  for (const cookie of answer.headers.getSetCookie()) {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
    by.jar.set(name, value);
  }
  return answer;
}

const logIn = (app: TestApp, by: Browser, email: string, extra: object = {}) =>
  post(app, by, '/login', { email, password: PASSWORD, ...extra });

/** How many new sign-ins the owner was told of. */
async function told(app: TestApp, email: string): Promise<number> {
  await app.deliverJobs();
  return app.mails.filter((mail) => mail.to === email && mail.subject.includes('New sign-in'))
    .length;
}

/** Somebody who has signed in from a browser at home. */
async function owner() {
  const app = createTestApp();
  const email = await register(app);
  const own = browser();
  expect((await logIn(app, own, email)).status).toBe(200);
  expect(await told(app, email)).toBe(0);
  app.advance(60_000);
  return { app, email, own };
}

describe('a sign-in from a new device', () => {
  it.each([{}, { token_delivery: 'body' }])(
    'is told although it has the User-Agent and the language of a known one (%o)',
    async (extra) => {
      const { app, email } = await owner();
      const thief = browser({ ip: ELSEWHERE });
      for (let tries = 0; tries < 4; tries++) await logIn(app, thief, email, { password: WRONG });
      expect((await logIn(app, thief, email, extra)).status).toBe(200);
      expect(await told(app, email)).toBe(1);
    },
  );

  it('is told whichever way it comes in', async () => {
    const { app, email, own } = await owner();
    for (const [by, expected] of [
      [own, 0],
      [browser({ ip: ELSEWHERE }), 1],
    ] as const) {
      app.advance(61_000);
      await post(app, by, '/otp/request', { email });
      const [otp] = (await app.lastMail(email)).codes;
      expect((await post(app, by, '/otp/verify', { email, otp })).status).toBe(200);
      expect(await told(app, email)).toBe(expected);
    }
  });

  it('is known by the cookie of the account, whatever else has changed', async () => {
    const { app, email, own } = await owner();
    expect((await logIn(app, { ...own, ip: ELSEWHERE, agent: NEWER }, email)).status).toBe(200);
    expect(await told(app, email)).toBe(0);
    // From another country it is told all the same.
    await logIn(app, { ...own, ip: ELSEWHERE, country: 'PT' }, email);
    expect(await told(app, email)).toBe(1);
    await logIn(app, { ...own, ip: ELSEWHERE, country: 'PT' }, email);
    expect(await told(app, email)).toBe(1);
  });

  it('is known by no cookie of another account, nor by a forged one', async () => {
    const { app, email, own } = await owner();
    const other = await register(app, freshEmail());
    const theirs = browser({ ip: ELSEWHERE });
    await logIn(app, theirs, other);
    const [name = ''] = [...own.jar.keys()].filter((key) => key.includes('device_'));
    const [, value = ''] = [...theirs.jar].find(([key]) => key.includes('device_')) ?? [];
    const inCookies = { token_delivery: 'cookie' };
    await logIn(app, browser({ jar: new Map([[name, value]]) }), email, inCookies);
    expect(await told(app, email)).toBe(1);
    await logIn(app, browser({ jar: new Map([[name, 'x.y']]) }), email, inCookies);
    expect(await told(app, email)).toBe(2);
  });

  it('of a client that keeps no cookies is told once a network', async () => {
    const app = createTestApp();
    const email = await register(app);
    const signIn = (ip: string, agent = 'okhttp/4.12.0') =>
      logIn(app, browser({ ip, agent }), email, { token_delivery: 'body' });
    for (const [ip, expected] of [
      ['203.0.113.7', 0],
      ['203.0.113.99', 0],
      ['2001:db8:1::1', 1],
      ['2001:db8:1:2::3', 1],
      ['203.0.113.7', 1],
    ] as const) {
      await signIn(ip);
      expect(await told(app, email)).toBe(expected);
    }
    await signIn('203.0.113.7', 'curl/8.5.0');
    expect(await told(app, email)).toBe(2);
  });

  it('is told although every earlier session is forgotten', async () => {
    const { app, email, own } = await owner();
    app.advance(30 * DAY);
    await env.DB.prepare('delete from sessions').run();
    await logIn(app, own, email);
    expect(await told(app, email)).toBe(0);
    await env.DB.prepare('delete from sessions').run();
    await logIn(app, browser({ ip: ELSEWHERE }), email);
    expect(await told(app, email)).toBe(1);
  });

  it('is no news when it is the first since the account was moved in', async () => {
    const app = createTestApp();
    const email = await register(app);
    await editUsers('last_login_at = sign_in_epoch - 1');
    await logIn(app, browser(), email);
    expect(await told(app, email)).toBe(0);
    await logIn(app, browser({ ip: ELSEWHERE }), email);
    expect(await told(app, email)).toBe(1);
  });
});
