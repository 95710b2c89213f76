import * as z from 'zod';

/** A part of a person's name. */
export const personNameSchema = z.string().trim().max(150);

/** A name of the IANA time zone database. */
export const timezoneSchema = z
  .string()
  .max(64)
  .refine(isTimezone, 'Not a time zone of the IANA database.')
  .meta({ examples: ['Europe/Vienna'] });

function isTimezone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    // Offsets such as +01:00 are taken by Intl and are no zones.
    return /^[A-Za-z]/.test(name);
  } catch {
    return false;
  }
}
