import { localeOf } from './dates.ts';
import type { Language } from './language.ts';

/** Returns the name of a country in a language, by its ISO 3166-1 code; null for an unknown one. */
export function countryIn(language: Language, code: string): string | null {
  const names = new Intl.DisplayNames(localeOf(language), { type: 'region', fallback: 'none' });
  return names.of(code) ?? null;
}
