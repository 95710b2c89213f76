/** What ISO 3166-1 keeps for private use or for no country, and what Cloudflare says of Tor (`T1`). */
const NO_COUNTRY = new Set(['EU', 'EZ', 'QO', 'T1', 'UN', 'XA', 'XB', 'XX', 'ZZ']);
const CITY_LENGTH = 100;
// A dot only ends a word ("St. Pölten"), so that no domain passes.
const CITY = /^\p{L}(?:[\p{L}\p{M}\p{Nd} '’ʻ(),-]|\.(?= |$))*$/u;

const names = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
let known: Set<string> | undefined;

/** The English name of a country by its ISO 3166-1 code; null for what is no country. */
export function countryName(code: string | null): string | null {
  if (code === null || !/^[A-Z]{2}$/.test(code) || NO_COUNTRY.has(code)) return null;
  return names.of(code) ?? null;
}

/** Whether a text is what {@link countryName} answers for some country. */
export function isCountryName(text: string): boolean {
  known ??= new Set(allCodes().map((code) => countryName(code) ?? ''));
  return text !== '' && known.has(text);
}

/** A code that {@link countryName} knows, or null. */
export function knownCountry(code: string | null | undefined): string | null {
  return code != null && countryName(code) !== null ? code : null;
}

/**
 * A city as a gazetteer spells it, or null. There is no closed list of cities, so none stands in a mail: it is shown to those
 * who may see the session.
 */
export function plausibleCity(name: string | null | undefined): string | null {
  if (name == null || name.length > CITY_LENGTH) return null;
  return CITY.test(name) ? name : null;
}

const LETTERS = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
const allCodes = () => LETTERS.flatMap((first) => LETTERS.map((second) => first + second));
