import { once } from '../shared/once.ts';

/** ISO 3166-1 codes for private use or no country, and Cloudflare's `T1` for Tor. */
const NO_COUNTRY = new Set(['EU', 'EZ', 'QO', 'T1', 'UN', 'XA', 'XB', 'XX', 'ZZ']);
const CITY_LENGTH = 100;
// A dot may only end a word ("St. Pölten"), so that domains fail.
const CITY = /^\p{L}(?:[\p{L}\p{M}\p{Nd} '’ʻ(),-]|\.(?= |$))*$/u;

// Made at first use: the names of all countries take longer to load than the rest of the service.
const names = once(() => new Intl.DisplayNames('en', { type: 'region', fallback: 'none' }));
const codes = once(() => new Map(allCodes().map((code) => [countryName(code) ?? '', code])));

/** Returns the English name of a country by its ISO 3166-1 code; null for unknown codes. */
export function countryName(code: string | null): string | null {
  if (code === null || !/^[A-Z]{2}$/.test(code) || NO_COUNTRY.has(code)) return null;
  return names().of(code) ?? null;
}

/** Returns the code of a country by the name that {@link countryName} gives it, or null. */
export function countryOf(name: string): string | null {
  return name === '' ? null : (codes().get(name) ?? null);
}

/** Returns a code that {@link countryName} knows, or null. */
export function knownCountry(code: string | null | undefined): string | null {
  return code != null && countryName(code) !== null ? code : null;
}

/**
 * Returns a name that looks like a city's, or null. Cities have no closed list, so mails never
 * contain one; only users who may see the session see it.
 */
export function plausibleCity(name: string | null | undefined): string | null {
  if (name == null || name.length > CITY_LENGTH) return null;
  return CITY.test(name) ? name : null;
}

const LETTERS = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
const allCodes = () => LETTERS.flatMap((first) => LETTERS.map((second) => first + second));
