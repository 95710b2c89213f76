import * as z from 'zod';
import { plainText } from '../shared/plain-text.ts';
import { findTimeZone } from './time-zones.ts';

/** Enough for language, script, region and variants (RFC 5646 §4.4.1). */
const LONGEST_LOCALE = 35;

/** A part of a person's name. */
export const personNameSchema = plainText(150);

/** A name of the IANA time zone database, in any case; becomes the database's spelling. */
export const timezoneSchema = z
  .string()
  .max(64)
  .refine((name) => findTimeZone(name) !== null, 'Not an IANA time zone.')
  .overwrite((name) => findTimeZone(name) ?? name)
  .meta({ examples: ['Europe/Vienna'] });

/** A language tag (BCP 47), in any case; becomes its canonical form. */
export const localeSchema = z
  .string()
  .max(LONGEST_LOCALE, { abort: true })
  .refine((tag) => canonicalLocale(tag) !== null, 'Not a language tag (BCP 47).')
  .overwrite((tag) => canonicalLocale(tag) ?? tag)
  .meta({ examples: ['de-AT'] });

/** Returns null for an invalid tag, or one that is too long in canonical form. */
function canonicalLocale(tag: string): string | null {
  try {
    const [canonical = ''] = Intl.getCanonicalLocales(tag);
    return canonical.length <= LONGEST_LOCALE ? canonical : null;
  } catch {
    return null;
  }
}
