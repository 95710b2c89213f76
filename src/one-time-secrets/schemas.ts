import * as z from 'zod';

/** A mailed code as a person types it; spaces between digits are forgiven. */
export const codeSchema = z
  .string()
  .transform((typed) => typed.replaceAll(/\s/g, ''))
  .pipe(z.string().regex(/^\d{6}$/, 'A code has six digits.'))
  .meta({ examples: ['123456'] });

/** The token of a mailed link, or one that we handed out for a single use. */
export const linkTokenSchema = z.string().min(1).max(256);
