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
