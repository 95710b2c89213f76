/** The languages there are, each by its own name. */
export const LANGUAGES = { en: 'English' } as const;

/** A language of pages and mails (BCP 47). */
export type Language = keyof typeof LANGUAGES;

/** What pages without any wish are written in. */
export const DEFAULT_LANGUAGE: Language = 'en';

/** The direction in which a language is written. */
export function directionOf(_language: Language): 'ltr' | 'rtl' {
  return 'ltr';
}
