import type { Context } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';

const REFRESH_COOKIE = 'refresh_token';
const LOCAL_HOSTS = new Set(['localhost', '127.0.0.1', '[::1]']);

/** The refresh token that the browser sent along, if any. */
export function readRefreshCookie(c: Context): string | null {
  return getCookie(c, REFRESH_COOKIE) ?? null;
}

/** Hands a refresh token to the browser; scripts cannot read it. `maxAge` in seconds. */
export function writeRefreshCookie(c: Context, token: string, maxAge: number): void {
  setCookie(c, REFRESH_COOKIE, token, {
    httpOnly: true,
    sameSite: 'Lax',
    path: '/',
    secure: isSecure(c),
    maxAge,
  });
}

/** Takes the refresh token back from the browser. */
export function clearRefreshCookie(c: Context): void {
  writeRefreshCookie(c, '', 0);
}

// Browsers refuse a Secure cookie over plain http, which only a developer's own machine may speak.
function isSecure(c: Context): boolean {
  const url = new URL(c.req.url);
  return !(url.protocol === 'http:' && LOCAL_HOSTS.has(url.hostname));
}

/** How long a browser is remembered as one that has signed in, in seconds: the longest that browsers keep a cookie. */
const DEVICE_MAX_AGE = 400 * 24 * 60 * 60;

// One cookie an account, so that people who share a browser do not make strangers of each other.
const deviceCookieName = (userId: string) => `device_${userId.replaceAll('-', '')}`;

/** The cookie that marks this browser as one of this user's, if it holds one. */
export function readDeviceCookie(c: Context, userId: string): string | null {
  return getCookie(c, deviceCookieName(userId)) ?? null;
}

/** Marks this browser as one that has signed in to this account. */
export function writeDeviceCookie(c: Context, userId: string, value: string): void {
  setCookie(c, deviceCookieName(userId), value, {
    httpOnly: true,
    sameSite: 'Lax',
    path: '/',
    secure: isSecure(c),
    maxAge: DEVICE_MAX_AGE,
  });
}
