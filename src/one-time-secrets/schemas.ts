import * as z from 'zod';

/** A mailed code as a person types it; spaces between digits are forgiven. */
export const codeSchema = z
  .string()
  .meta({ examples: ['123456'] })
  .transform((typed) => typed.replaceAll(/\s/g, ''))
  .pipe(z.string().regex(/^\d{6}$/, 'A code has six digits.'));

/** A link's token that the documentation shows, with the prefix of its purpose. */
export const exampleLinkToken = (prefix: string) =>
  `${prefix}_Jm3v0eB7oZ0pYw1rT6uKqXh2LsC4nDfA8gRkVtEiUyM`;

/** The token of a mailed link, or one that we handed out for a single use. */
export const linkTokenSchema = z
  .string()
  .min(1)
  .max(256)
  .meta({ examples: [exampleLinkToken('tok')] });
