/** The languages we write, each by its own name, in the order of their menu. */
export const NAMES = {
  de: 'Deutsch',
  en: 'English',
  es: 'Español',
  fr: 'Français',
  nl: 'Nederlands',
  pl: 'Polski',
  pt: 'Português',
  tr: 'Türkçe',
  ar: 'العربية',
  ja: '日本語',
} as const;

/** A language of pages and mails (BCP 47). */
export type Language = keyof typeof NAMES;

/** Those that people can choose, which is all of them. */
export const LANGUAGES = Object.keys(NAMES) as readonly Language[];

/** What pages without any wish are written in. */
export const DEFAULT_LANGUAGE: Language = 'en';

/** The direction in which a language is written. */
export function directionOf(language: Language): 'ltr' | 'rtl' {
  return language === 'ar' ? 'rtl' : 'ltr';
}

/**
 * The locale by which `Intl` writes dates and numbers of a language. "en" alone puts the month
 * first, which most readers of English do not expect; digits in Arabic texts are 0 to 9, as in the
 * codes that people type.
 */
export function localeOf(language: Language): string {
  if (language === 'en') return 'en-GB';
  return language === 'ar' ? 'ar-u-nu-latn' : language;
}

/**
 * Returns the first language of ours among tags, most wanted first: `de-AT` is `de` (RFC 4647
 * §3.4). Null if there is none.
 */
export function chooseLanguage(
  tags: readonly string[],
  among: readonly Language[] = LANGUAGES,
): Language | null {
  for (const tag of tags) {
    const [wanted] = tag.trim().toLowerCase().split(/[-_]/);
    const language = among.find((one) => one === wanted);
    if (language !== undefined) return language;
  }
  return null;
}
