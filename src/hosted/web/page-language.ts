import type { Context } from 'hono';
import { acceptedTags } from '../../http/accepted-tags.ts';
import { readOwnCookie, writeOwnCookie } from '../../http/cookies.ts';
import { chooseLanguage, DEFAULT_LANGUAGE, type Language } from '../../words/language.ts';

const COOKIE = 'ui_locale';
/** Seconds: the longest life of a cookie in browsers. */
const MAX_AGE = 400 * 24 * 60 * 60;

/**
 * Returns the language of a page: what `ui_locales` asks for (OpenID Connect Core §3.1.2.1), which
 * the browser then keeps, else what it kept, else the person's own, else what the browser asks for.
 */
export function languageOf(c: Context, locale: string | null): Language {
  const asked = chooseLanguage((c.req.query('ui_locales') ?? '').split(' '));
  const kept = readOwnCookie(c, COOKIE);
  if (asked !== null && asked !== kept) writeOwnCookie(c, COOKIE, asked, { maxAge: MAX_AGE });
  return (
    asked ??
    chooseLanguage([kept, locale].filter((tag) => tag !== null)) ??
    chooseLanguage(acceptedTags(c.req.header('Accept-Language'))) ??
    DEFAULT_LANGUAGE
  );
}
