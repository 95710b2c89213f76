import type { Context } from 'hono';
import { acceptedTags } from '../../http/accepted-tags.ts';
import { readLanguageCookie, writeLanguageCookie } from '../../http/language-cookie.ts';
import { chooseLanguage, DEFAULT_LANGUAGE, type Language } from '../../words/language.ts';

/**
 * Returns the language of a page: what `ui_locales` asks for (OpenID Connect Core §3.1.2.1), which
 * the browser then keeps, else what it kept, else the person's own, else what the browser asks for.
 */
export function languageOf(c: Context, locale: string | null): Language {
  const asked = chooseLanguage((c.req.query('ui_locales') ?? '').split(' '));
  const kept = readLanguageCookie(c);
  if (asked !== null && asked !== kept) writeLanguageCookie(c, asked);
  return (
    asked ??
    chooseLanguage([kept, locale].filter((tag) => tag !== null)) ??
    chooseLanguage(acceptedTags(c.req.header('Accept-Language'))) ??
    DEFAULT_LANGUAGE
  );
}
