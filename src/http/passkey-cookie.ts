import type { Context } from 'hono';
import { readOwnCookie, writeOwnCookie } from './cookies.ts';

const COOKIE = 'passkey_browser';
/** Seconds: twice the life of a challenge, so that no challenge outlives its cookie. */
const MAX_AGE = 600;

/** Returns what the challenges of this browser are bound to, or null. */
export function readPasskeyCookie(c: Context): string | null {
  return readOwnCookie(c, COOKIE);
}

/** Binds challenges to this browser. All its tabs share the cookie, so none ends another's. */
export function writePasskeyCookie(c: Context, value: string): void {
  writeOwnCookie(c, COOKIE, value, { maxAge: MAX_AGE });
}
