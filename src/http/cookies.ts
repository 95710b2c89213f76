import type { Context } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { EPOCH, SECOND } from '../shared/clock.ts';

const REFRESH_COOKIE = 'refresh_token';
const ACCESS_COOKIE = 'access_token';
const DEVICE_COOKIE = 'device_';
/** No page of a sibling domain can set a cookie of such a name (RFC 6265bis §4.1.3.2). */
const HOST_PREFIX = '__Host-';
const LOCAL_HOSTS = new Set(['localhost', '127.0.0.1', '[::1]']);

/** How long a browser is remembered as one that has signed in, in seconds: the longest that browsers keep a cookie. */
const DEVICE_MAX_AGE = 400 * 24 * 60 * 60;
/** Accounts for which a browser is remembered: each costs a hundred bytes of every request. */
const MOST_DEVICES = 5;

/** Takes a cookie back, together with an empty value: not every client knows `Max-Age`, which goes before `Expires`. */
export const TAKEN_BACK = { maxAge: 0, expires: EPOCH } as const;

/** Whether a request comes from a page in a browser: those say where they are from, and nobody else does. */
export function isFromBrowser(c: Context): boolean {
  return c.req.header('Origin') !== undefined || c.req.header('Sec-Fetch-Site') !== undefined;
}

/** Whether cookies may be `Secure`: browsers refuse that over plain http, which only a developer's own machine may speak. */
export function isSecure(c: Context): boolean {
  const url = new URL(c.req.url);
  return !(url.protocol === 'http:' && LOCAL_HOSTS.has(url.hostname));
}

/**
 * The refresh token that the browser sent along, if any. Over https a cookie without the prefix may come from a sibling domain:
 * it counts only where ours is missing, and if it is one that we once set under that name.
 */
export function readRefreshCookie(c: Context, isOldToken: (token: string) => boolean) {
  const own = read(c, REFRESH_COOKIE);
  if (own !== null || !isSecure(c)) return own;
  const plain = readPlain(c, REFRESH_COOKIE);
  return plain !== null && isOldToken(plain) ? plain : null;
}

/** Hands a refresh token to the browser; scripts cannot read it. `maxAge` in seconds. */
export function writeRefreshCookie(c: Context, token: string, maxAge: number): void {
  write(c, REFRESH_COOKIE, token, { maxAge });
  if (isSecure(c) && readPlain(c, REFRESH_COOKIE) !== null) takeBackPlain(c, REFRESH_COOKIE);
}

/** The access token that the browser sent along, if any. */
export function readAccessCookie(c: Context): string | null {
  return read(c, ACCESS_COOKIE);
}

/** Hands an access token to the browser, where cookies are to carry both. `maxAge` in seconds. */
export function writeAccessCookie(c: Context, token: string, maxAge: number): void {
  write(c, ACCESS_COOKIE, token, { maxAge });
}

/** Takes the tokens back from the browser. */
export function clearTokenCookies(c: Context): void {
  write(c, REFRESH_COOKIE, '', TAKEN_BACK);
  if (isSecure(c) && readPlain(c, REFRESH_COOKIE) !== null) takeBackPlain(c, REFRESH_COOKIE);
  if (readAccessCookie(c) !== null) write(c, ACCESS_COOKIE, '', TAKEN_BACK);
}

// One cookie an account, so that people who share a browser do not make strangers of each other.
const deviceCookieName = (userId: string) => `${DEVICE_COOKIE}${userId.replaceAll('-', '')}`;

/** The cookie that marks this browser as one of this user's, if it holds one; behind the mark is when it was last given. */
export function readDeviceCookie(c: Context, userId: string): string | null {
  const name = deviceCookieName(userId);
  return read(c, name) ?? readPlain(c, name);
}

/**
 * Marks this browser as one that has signed in to this account, at `now` (epoch milliseconds). It forgets the accounts that
 * were signed in to longest ago, if there are more than five.
 */
export function writeDeviceCookie(c: Context, userId: string, value: string, now: number): void {
  const name = deviceCookieName(userId);
  write(c, name, `${value}.${Math.floor(now / SECOND).toString(36)}`, { maxAge: DEVICE_MAX_AGE });
  const others = heldDevices(c).filter((device) => device.name !== name);
  const surplus = others.slice(MOST_DEVICES - 1);
  for (const device of surplus) write(c, device.name, '', TAKEN_BACK);
  if (!isSecure(c)) return;
  const gone = new Set([name, ...surplus.map((device) => device.name)]);
  for (const plain of gone) if (readPlain(c, plain) !== null) takeBackPlain(c, plain);
}

/** The accounts that the browser is marked for, each once, the one signed in to last first. */
function heldDevices(c: Context): { name: string; usedAt: number }[] {
  const prefix = isSecure(c) ? HOST_PREFIX : '';
  const held = Object.entries(getCookie(c)).flatMap(([cookie, value]) => {
    const name = /^(?:__Host-)?(device_[\da-f]{32})$/.exec(cookie)?.[1];
    if (name === undefined) return [];
    // Those of the time before the prefix bear no time, and go first.
    const usedAt = cookie === `${prefix}${name}` ? usedAtOf(value) : 0;
    return [{ name, usedAt }];
  });
  // Browsers send the oldest first (RFC 6265 §5.4).
  const latest = held.reverse().sort((a, b) => b.usedAt - a.usedAt);
  return latest.filter(
    ({ name }, index) => latest.findIndex((device) => device.name === name) === index,
  );
}

function usedAtOf(value: string): number {
  const [, , time = ''] = value.split('.');
  return /^[\da-z]{1,9}$/.test(time) ? Number.parseInt(time, 36) : 0;
}

const prefixOf = (c: Context) => (isSecure(c) ? ({ prefix: 'host' } as const) : {});
const ATTRIBUTES = { httpOnly: true, sameSite: 'Lax', path: '/' } as const;

// A cookie that was emptied is one that somebody took back.
function read(c: Context, name: string): string | null {
  return getCookie(c, name, prefixOf(c).prefix) || null;
}

function readPlain(c: Context, name: string): string | null {
  return getCookie(c, name) || null;
}

function write(
  c: Context,
  name: string,
  value: string,
  life: { maxAge: number; expires?: typeof EPOCH },
): void {
  setCookie(c, name, value, { ...ATTRIBUTES, secure: isSecure(c), ...life, ...prefixOf(c) });
}

function takeBackPlain(c: Context, name: string): void {
  setCookie(c, name, '', { ...ATTRIBUTES, secure: true, ...TAKEN_BACK });
}
