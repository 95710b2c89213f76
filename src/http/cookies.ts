import type { Context } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { EPOCH } from '../shared/clock.ts';

const REFRESH_COOKIE = 'refresh_token';
const ACCESS_COOKIE = 'access_token';
/** No page of a sibling domain can set a cookie of such a name (RFC 6265bis §4.1.3.2). */
export const HOST_PREFIX = '__Host-';
const LOCAL_HOSTS = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Takes a cookie back, together with an empty value: not every client knows `Max-Age`, which goes
 * before `Expires`.
 */
export const TAKEN_BACK = { maxAge: 0, expires: EPOCH } as const;

/**
 * Whether a request comes from a page in a browser: those say where they are from, and nobody else
 * does.
 */
export function isFromBrowser(c: Context): boolean {
  return c.req.header('Origin') !== undefined || c.req.header('Sec-Fetch-Site') !== undefined;
}

/**
 * Whether cookies may be `Secure`: browsers refuse that over plain http, which only a developer's
 * own machine may speak.
 */
export function isSecure(c: Context): boolean {
  const url = new URL(c.req.url);
  return !(url.protocol === 'http:' && LOCAL_HOSTS.has(url.hostname));
}

/**
 * The refresh token that the browser sent along, if any. Over https a cookie without the prefix may
 * come from a sibling domain: it counts only where ours is missing, and if it is one that we once
 * set under that name.
 */
export function readRefreshCookie(
  c: Context,
  isOldToken: (token: string) => boolean,
): string | null {
  const own = readOwnCookie(c, REFRESH_COOKIE);
  if (own !== null || !isSecure(c)) return own;
  const plain = readPlainCookie(c, REFRESH_COOKIE);
  return plain !== null && isOldToken(plain) ? plain : null;
}

/** Hands a refresh token to the browser; scripts cannot read it. `maxAge` in seconds. */
export function writeRefreshCookie(c: Context, token: string, maxAge: number): void {
  writeOwnCookie(c, REFRESH_COOKIE, token, { maxAge });
  if (isSecure(c) && readPlainCookie(c, REFRESH_COOKIE) !== null)
    takeBackPlainCookie(c, REFRESH_COOKIE);
}

/** The access token that the browser sent along, if any. */
export function readAccessCookie(c: Context): string | null {
  return readOwnCookie(c, ACCESS_COOKIE);
}

/** Hands an access token to the browser, where cookies are to carry both. `maxAge` in seconds. */
export function writeAccessCookie(c: Context, token: string, maxAge: number): void {
  writeOwnCookie(c, ACCESS_COOKIE, token, { maxAge });
}

/** Takes the tokens back from the browser. */
export function clearTokenCookies(c: Context): void {
  writeOwnCookie(c, REFRESH_COOKIE, '', TAKEN_BACK);
  if (isSecure(c) && readPlainCookie(c, REFRESH_COOKIE) !== null)
    takeBackPlainCookie(c, REFRESH_COOKIE);
  if (readAccessCookie(c) !== null) writeOwnCookie(c, ACCESS_COOKIE, '', TAKEN_BACK);
}

const prefixOf = (c: Context) => (isSecure(c) ? ({ prefix: 'host' } as const) : {});
const ATTRIBUTES = { httpOnly: true, sameSite: 'Lax', path: '/' } as const;

/**
 * A cookie of ours, under the name that no sibling domain can set where there is https. One that
 * was emptied was taken back.
 */
export function readOwnCookie(c: Context, name: string): string | null {
  return getCookie(c, name, prefixOf(c).prefix) || null;
}

/** A cookie of the name as it stands, which any sibling domain may have set. */
export function readPlainCookie(c: Context, name: string): string | null {
  return getCookie(c, name) || null;
}

/** Sets a cookie that scripts cannot read. */
export function writeOwnCookie(
  c: Context,
  name: string,
  value: string,
  life: { maxAge: number; expires?: typeof EPOCH },
): void {
  setCookie(c, name, value, { ...ATTRIBUTES, secure: isSecure(c), ...life, ...prefixOf(c) });
}

/** Takes a cookie back that was set before names had a prefix. */
export function takeBackPlainCookie(c: Context, name: string): void {
  setCookie(c, name, '', { ...ATTRIBUTES, secure: true, ...TAKEN_BACK });
}
