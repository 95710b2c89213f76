import type { Context } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { EPOCH } from '../shared/clock.ts';

const REFRESH_COOKIE = 'refresh_token';
const ACCESS_COOKIE = 'access_token';
/** Sibling domains cannot set cookies with this prefix (RFC 6265bis §4.1.3.2). */
export const HOST_PREFIX = '__Host-';
const LOCAL_HOSTS = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Deletes a cookie, with an empty value. Some clients know only `Expires`, not `Max-Age`. */
export const TAKEN_BACK = { maxAge: 0, expires: EPOCH } as const;

/** Returns whether a request comes from a page in a browser: only those send these headers. */
export function isFromBrowser(c: Context): boolean {
  return c.req.header('Origin') !== undefined || c.req.header('Sec-Fetch-Site') !== undefined;
}

/**
 * Returns whether cookies may be `Secure`: browsers reject that over plain http, which is for local
 * development only.
 */
export function isSecure(c: Context): boolean {
  const url = new URL(c.req.url);
  return !(url.protocol === 'http:' && LOCAL_HOSTS.has(url.hostname));
}

/**
 * Returns the refresh token in the cookies, or null. Over https a cookie without the prefix may
 * come from a sibling domain: it counts only if ours is missing and its token dates from the time
 * of that name.
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

/** Sets the refresh token as a cookie that scripts cannot read. `maxAge` in seconds. */
export function writeRefreshCookie(c: Context, token: string, maxAge: number): void {
  writeOwnCookie(c, REFRESH_COOKIE, token, { maxAge });
  if (isSecure(c) && readPlainCookie(c, REFRESH_COOKIE) !== null)
    takeBackPlainCookie(c, REFRESH_COOKIE);
}

/** Returns the access token in the cookies, or null. */
export function readAccessCookie(c: Context): string | null {
  return readOwnCookie(c, ACCESS_COOKIE);
}

/** Sets the access token as a cookie, if cookies carry both. `maxAge` in seconds. */
export function writeAccessCookie(c: Context, token: string, maxAge: number): void {
  writeOwnCookie(c, ACCESS_COOKIE, token, { maxAge });
}

/** Clears the token cookies. */
export function clearTokenCookies(c: Context): void {
  writeOwnCookie(c, REFRESH_COOKIE, '', TAKEN_BACK);
  if (isSecure(c) && readPlainCookie(c, REFRESH_COOKIE) !== null)
    takeBackPlainCookie(c, REFRESH_COOKIE);
  if (readAccessCookie(c) !== null) writeOwnCookie(c, ACCESS_COOKIE, '', TAKEN_BACK);
}

const prefixOf = (c: Context) => (isSecure(c) ? ({ prefix: 'host' } as const) : {});
const ATTRIBUTES = { httpOnly: true, sameSite: 'Lax', path: '/' } as const;

/**
 * Returns a cookie of ours, over https under the name that sibling domains cannot set. An empty
 * cookie counts as deleted.
 */
export function readOwnCookie(c: Context, name: string): string | null {
  return getCookie(c, name, prefixOf(c).prefix) || null;
}

/** Returns the cookie of the plain name, which any sibling domain may have set. */
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

/** Sets a cookie that scripts cannot read, for as long as the browser runs. */
export function writeSessionCookie(c: Context, name: string, value: string): void {
  setCookie(c, name, value, { ...ATTRIBUTES, secure: isSecure(c), ...prefixOf(c) });
}

/** Deletes a cookie from the time before names had a prefix. */
export function takeBackPlainCookie(c: Context, name: string): void {
  setCookie(c, name, '', { ...ATTRIBUTES, secure: true, ...TAKEN_BACK });
}
