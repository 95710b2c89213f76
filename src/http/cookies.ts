import type { Context } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';

const REFRESH_COOKIE = 'refresh_token';
const ACCESS_COOKIE = 'access_token';
const LOCAL_HOSTS = new Set(['localhost', '127.0.0.1', '[::1]']);
const NOW = 0;

/** How long a browser is remembered as one that has signed in, in seconds: the longest that browsers keep a cookie. */
const DEVICE_MAX_AGE = 400 * 24 * 60 * 60;

/** The refresh token that the browser sent along, if any; a cookie that was emptied is none. */
export function readRefreshCookie(c: Context): string | null {
  return getCookie(c, REFRESH_COOKIE) || null;
}

/** Hands a refresh token to the browser; scripts cannot read it. `maxAge` in seconds. */
export function writeRefreshCookie(c: Context, token: string, maxAge: number): void {
  setCookie(c, REFRESH_COOKIE, token, attributes(c, maxAge));
}

/** The access token that the browser sent along, if any. */
export function readAccessCookie(c: Context): string | null {
  return getCookie(c, ACCESS_COOKIE, isSecure(c) ? 'host' : undefined) || null;
}

/** Hands an access token to the browser, where cookies are to carry both; over https under a name that no subdomain can set. */
export function writeAccessCookie(c: Context, token: string, maxAge: number): void {
  setCookie(c, ACCESS_COOKIE, token, {
    ...attributes(c, maxAge),
    ...(isSecure(c) ? { prefix: 'host' as const } : {}),
  });
}

/** Takes the tokens back from the browser. */
export function clearTokenCookies(c: Context): void {
  writeRefreshCookie(c, '', NOW);
  if (readAccessCookie(c) !== null) writeAccessCookie(c, '', NOW);
}

// One cookie an account, so that people who share a browser do not make strangers of each other.
const deviceCookieName = (userId: string) => `device_${userId.replaceAll('-', '')}`;

/** The cookie that marks this browser as one of this user's, if it holds one. */
export function readDeviceCookie(c: Context, userId: string): string | null {
  return getCookie(c, deviceCookieName(userId)) ?? null;
}

const DEVICE_COOKIE =
  /^(?:__Host-)?device_([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})$/;
/** A nonce and a MAC have 76 characters. */
const DEVICE_COOKIE_LENGTH = 128;

/** Every device cookie that the browser holds, by user id. */
export function readDeviceCookies(c: Context): Record<string, string> {
  const cookies = Object.entries(getCookie(c)).flatMap(([name, value]) => {
    const [, ...parts] = DEVICE_COOKIE.exec(name) ?? [];
    return parts.length === 0 || value.length > DEVICE_COOKIE_LENGTH
      ? []
      : [[parts.join('-'), value]];
  });
  return Object.fromEntries(cookies) as Record<string, string>;
}

/** Marks this browser as one that has signed in to this account. */
export function writeDeviceCookie(c: Context, userId: string, value: string): void {
  setCookie(c, deviceCookieName(userId), value, attributes(c, DEVICE_MAX_AGE));
}

/** Whether cookies may be `Secure`: browsers refuse that over plain http, which only a developer's own machine may speak. */
export function isSecure(c: Context): boolean {
  const url = new URL(c.req.url);
  return !(url.protocol === 'http:' && LOCAL_HOSTS.has(url.hostname));
}

function attributes(c: Context, maxAge: number) {
  return { httpOnly: true, sameSite: 'Lax', path: '/', secure: isSecure(c), maxAge } as const;
}
