import type { Context } from 'hono';
import { readOwnCookie, writeOwnCookie } from './cookies.ts';

const COOKIE = 'ui_locale';
/** Seconds: the longest life of a cookie in browsers. */
const MAX_AGE = 400 * 24 * 60 * 60;

/** Returns the language that was chosen on our pages in this browser, as it was kept, or null. */
export function readLanguageCookie(c: Context): string | null {
  return readOwnCookie(c, COOKIE);
}

/** Keeps the language that was chosen on our pages, for this browser. */
export function writeLanguageCookie(c: Context, language: string): void {
  writeOwnCookie(c, COOKIE, language, { maxAge: MAX_AGE });
}
