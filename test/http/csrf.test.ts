import { type Context, Hono } from 'hono';
import { UnsecuredJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { createCsrfTokens, sessionIdOfCookies } from '../../src/http/csrf.ts';
import type { KeyRing } from '../../src/shared/digest.ts';
import { AppError } from '../../src/shared/errors.ts';
import type { Random } from '../../src/shared/random.ts';

const KEY = new Uint8Array(32).fill(1);
const FORMER_KEY = new Uint8Array(32).fill(2);
const HERE = 'https://auth.test';
const THERE = 'https://app.test';
const BROWSER = { Origin: HERE };

/** Nonces of the bytes 0, 1, 2 …, so that each differs. */
function countingRandom(): Random {
  let count = 0;
  return { bytes: (length: number) => new Uint8Array(length).fill(count++) } as Random;
}

const tokens = (keys: KeyRing = [KEY]) =>
  createCsrfTokens({ keys, random: countingRandom(), origins: [THERE] });

/** A token of ours for a session; nothing here verifies its signature. */
const tokenOf = (sid: unknown) => new UnsecuredJWT({ sid }).encode();

type Sent = { url?: string; method?: string; headers?: Record<string, string>; body?: string };

/** Lets `act` answer one request. */
async function ask(act: (c: Context) => string, sent: Sent = {}): Promise<Response> {
  const app = new Hono().all('*', (c) => c.text(act(c)));
  const { url = `${HERE}/path`, method = 'POST', ...rest } = sent;
  return app.request(url, { method, ...rest });
}

const emptyAfter = (act: (c: Context) => void) => (c: Context) => {
  act(c);
  return '';
};

/** Returns `passed`, or why a request was refused. */
async function outcome(act: (c: Context) => void, sent: Sent = {}): Promise<string> {
  const response = await ask((c) => {
    try {
      act(c);
      return 'passed';
    } catch (error) {
      if (error instanceof AppError) return `${error.code}: ${error.message}`;
      throw error;
    }
  }, sent);
  return response.text();
}

const UNTRUSTED = 'csrf_failed: This origin is not trusted.';
const NOT_JSON = 'csrf_failed: Requests with cookies must send JSON.';
const NO_TOKEN = 'csrf_failed: Send the token from /auth/csrf as X-CSRF-Token.';

describe('a trusted origin', () => {
  const judge = (headers: Record<string, string>, sent: Sent = {}) =>
    outcome((c) => tokens().assertTrustedOrigin(c), { ...sent, headers });

  it.each([
    ['our own', BROWSER],
    ['a listed one', { Origin: THERE }],
    ['none, of a page of ours', { 'Sec-Fetch-Site': 'same-origin' }],
    ['none, typed by the person', { 'Sec-Fetch-Site': 'none' }],
    ['none at all, of another client', {}],
  ])('is %s', async (_, headers) => {
    expect(await judge(headers)).toBe('passed');
  });

  it.each([
    ['an unlisted one', { Origin: 'https://evil.test' }],
    ['an unlisted one that claims our site', { Origin: 'null', 'Sec-Fetch-Site': 'same-origin' }],
    ['our host without TLS', { Origin: 'http://auth.test' }],
    ['part of a listed one', { Origin: 'https://app.tes' }],
    ['none, of a sibling domain', { 'Sec-Fetch-Site': 'same-site' }],
    ['none, of another site', { 'Sec-Fetch-Site': 'cross-site' }],
  ])('is not %s', async (_, headers) => {
    expect(await judge(headers)).toBe(UNTRUSTED);
  });

  it.each(['GET', 'HEAD', 'OPTIONS'])(
    'is not asked for by %s, which changes nothing',
    async (method) => {
      const act = emptyAfter((c) => tokens().assertTrustedOrigin(c));
      const response = await ask(act, {
        method,
        headers: { Origin: 'https://evil.test' },
      });
      expect(response.status).toBe(200);
    },
  );

  it.each(['PUT', 'PATCH', 'DELETE'])('is asked for by %s', async (method) => {
    expect(await judge({ Origin: 'https://evil.test' }, { method })).toBe(UNTRUSTED);
  });
});

describe('the token of a session', () => {
  const session = tokenOf('session-1');
  const token = tokens().make('session-1');
  const withToken = (header: string, cookie = header, more: Record<string, string> = {}) => ({
    headers: { ...BROWSER, 'X-CSRF-Token': header, Cookie: `csrftoken=${cookie}`, ...more },
  });
  const judge = (sent: Sent, of = session, keys: KeyRing = [KEY]) =>
    outcome((c) => tokens(keys).assert(c, of), sent);

  it('is sent as header and cookie', async () => {
    expect(await judge(withToken(token))).toBe('passed');
    const { 'X-CSRF-Token': _, ...headers } = withToken(token).headers;
    expect(await judge({ headers: { ...headers, 'X-CSRFToken': token } })).toBe('passed');
  });

  it('is the one of the current header if both are sent', async () => {
    const old = { 'X-CSRFToken': 'a.b' };
    expect(await judge(withToken(token, token, old))).toBe('passed');
    expect(await judge(withToken('a.b', token, { 'X-CSRFToken': token }))).toBe(NO_TOKEN);
  });

  it('is also good if a former key made it', async () => {
    const made = tokens([FORMER_KEY]).make('session-1');
    expect(await judge(withToken(made), session, [KEY, FORMER_KEY])).toBe('passed');
    expect(await judge(withToken(made), session, [KEY])).toBe(NO_TOKEN);
  });

  it('has a nonce of 16 bytes and its digest', () => {
    const random = countingRandom();
    const { make } = createCsrfTokens({ keys: [KEY], random, origins: [] });
    expect(make('session-1')).toMatch(/^0{32}\.[\w-]{43}$/);
    expect(make('session-1')).toMatch(/^(?:01){16}\.[\w-]{43}$/);
  });

  const [nonce = '', mac = ''] = token.split('.');
  it.each([
    ['the header', { headers: { ...BROWSER, Cookie: `csrftoken=${token}` } }],
    ['the cookie', { headers: { ...BROWSER, 'X-CSRF-Token': token } }],
    ['both', { headers: BROWSER }],
    ['its nonce', withToken(`.${mac}`)],
    ['its digest', withToken(nonce)],
    ['what makes it ours', withToken('nonce.digest')],
    ['an equal cookie', withToken(token, tokens().make('session-2'))],
  ])('is refused without %s', async (_, sent) => {
    expect(await judge(sent)).toBe(NO_TOKEN);
  });

  it('has a nonce, even if its digest is right without one', async () => {
    const empty = createCsrfTokens({
      keys: [KEY],
      random: { bytes: () => new Uint8Array(0) } as unknown as Random,
      origins: [],
    });
    expect(await judge(withToken(empty.make('session-1')))).toBe(NO_TOKEN);
  });

  it.each([
    ['another session', tokenOf('session-2')],
    ['no session', tokenOf(undefined)],
    ['a session that is no text', tokenOf(['session-1'])],
    ['what is no token', 'session-1'],
  ])('is refused for %s', async (_, of) => {
    expect(await judge(withToken(token), of)).toBe(NO_TOKEN);
  });

  it.each([
    ['a token without a session', tokenOf(7)],
    ['what is no token', 'not a token'],
  ])('is bound to no session by %s', async (_, of) => {
    expect(await judge(withToken(tokens().make('')), of)).toBe('passed');
  });

  it('is not asked for by what is no browser, or changes nothing', async () => {
    expect(await judge({})).toBe('passed');
    expect(await judge({ method: 'GET', headers: BROWSER })).toBe('passed');
  });

  it('does not help an untrusted origin', async () => {
    expect(await judge(withToken(token, token, { Origin: 'https://evil.test' }))).toBe(UNTRUSTED);
  });

  it.each(['application/json', 'Application/JSON ; charset=utf-8'])(
    'comes with %s',
    async (type) => {
      expect(await judge(withToken(token, token, { 'Content-Type': type }))).toBe('passed');
    },
  );

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'text/plain; application/json', ''])(
    'does not come with “%s”',
    async (type) => {
      expect(await judge(withToken(token, token, { 'Content-Type': type }))).toBe(NOT_JSON);
    },
  );
});

describe('the cookie of the token', () => {
  const cookieOf = (response: Response) => response.headers.get('Set-Cookie');
  const held = tokens().make('session-1');
  const current = (cookie: string, session = 'session-1', url?: string) =>
    ask((c) => tokens().current(c, session), {
      headers: { Cookie: `csrftoken=${cookie}` },
      ...(url === undefined ? {} : { url }),
    });

  it('stays while it is good, so that tabs share it', async () => {
    const response = await current(held);
    expect([await response.text(), cookieOf(response)]).toEqual([held, null]);
  });

  it.each([
    ['it is of another session', held, 'session-2'],
    ['it is not ours', 'nonce.digest', 'session-1'],
    ['it is empty', '', 'session-1'],
  ])('is set anew if %s', async (_, cookie, session) => {
    const response = await current(cookie, session);
    const token = await response.text();
    expect(token).toBe(tokens().make(session));
    expect(cookieOf(response)).toBe(`csrftoken=${token}; Path=/; Secure; SameSite=Lax`);
  });

  it('is set where there was none', async () => {
    const response = await ask((c) => tokens().current(c, 'session-1'));
    expect(cookieOf(response)).toContain(`csrftoken=${held};`);
  });

  it('is not Secure on a machine without TLS, which would refuse it', async () => {
    const response = await current('', 'session-1', 'http://localhost/path');
    expect(cookieOf(response)).toBe(`csrftoken=${held}; Path=/; SameSite=Lax`);
  });

  it('is taken back', async () => {
    const response = await ask(emptyAfter((c) => tokens().clear(c)));
    const gone = 'Max-Age=0; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Secure; SameSite=Lax';
    expect(cookieOf(response)).toBe(`csrftoken=; ${gone}`);
  });
});

describe('the session of cookies', () => {
  const read = async (cookie: string, isOld = false) =>
    (await ask((c) => sessionIdOfCookies(c, () => isOld), { headers: { Cookie: cookie } })).text();
  const refresh = tokenOf('of-refresh');
  const access = tokenOf('of-access');

  it('is that of the refresh token, else of the access token', async () => {
    const both = `__Host-refresh_token=${refresh}; __Host-access_token=${access}`;
    expect(await read(both)).toBe('of-refresh');
    expect(await read(`__Host-access_token=${access}`)).toBe('of-access');
    expect(await read(`refresh_token=${refresh}`, true)).toBe('of-refresh');
    expect(await read(`refresh_token=${refresh}`)).toBe('');
    expect(await read('other=1')).toBe('');
  });
});
