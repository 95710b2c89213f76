import { countryName } from '../http/place.ts';
import { type Language, localeOf } from './language.ts';

/** Returns the name of a country in a language, by its ISO 3166-1 code; null for unknown codes. */
export function countryIn(language: Language, code: string): string | null {
  if (countryName(code) === null) return null;
  const names = new Intl.DisplayNames(localeOf(language), { type: 'region', fallback: 'none' });
  return names.of(code) ?? null;
}
