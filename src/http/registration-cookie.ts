import type { Context } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { SECOND } from '../shared/clock.ts';
import { isSecure } from './cookies.ts';

const COOKIE = 'registration';

/** Returns the mark of this browser's last registration, or null. */
export function readRegistrationCookie(c: Context): string | null {
  return getCookie(c, COOKIE, isSecure(c) ? 'host' : undefined) ?? null;
}

/**
 * Marks this browser as the one that registered. Scripts cannot read the cookie, and sibling
 * domains cannot set it. `ttl` in milliseconds.
 */
export function writeRegistrationCookie(c: Context, mark: string, ttl: number): void {
  const attributes = { httpOnly: true, sameSite: 'Lax', path: '/', maxAge: ttl / SECOND } as const;
  setCookie(
    c,
    COOKIE,
    mark,
    isSecure(c) ? { ...attributes, prefix: 'host', secure: true } : attributes,
  );
}
