/** The languages there are, each by its own name. */
export const LANGUAGES = { en: 'English' } as const;

/** A language of pages and mails (BCP 47). */
export type Language = keyof typeof LANGUAGES;

/** What pages without any wish are written in. */
export const DEFAULT_LANGUAGE: Language = 'en';

const RIGHT_TO_LEFT = new Set(['ar', 'fa', 'he', 'ur']);

/** The direction in which a language is written. */
export function directionOf(language: Language): 'ltr' | 'rtl' {
  return RIGHT_TO_LEFT.has(language) ? 'rtl' : 'ltr';
}

/**
 * Returns the first language of ours among tags, most wanted first: `de-AT` is `de` (RFC 4647 §3.4).
 * Null if there is none.
 */
export function chooseLanguage(tags: readonly string[]): Language | null {
  for (const tag of tags) {
    const [language = ''] = tag.trim().toLowerCase().split(/[-_]/);
    if (Object.hasOwn(LANGUAGES, language)) return language as Language;
  }
  return null;
}
