import * as z from 'zod';

/** Characters between and around digits: spaces, dashes, full stops, quotes, invisible ones. */
const BETWEEN_DIGITS = /[\s\p{Z}\p{P}\p{M}\p{Cc}\p{Default_Ignorable_Code_Point}\u2212]/gu;
const DIGIT = /\p{Nd}/u;

/** Normalises a typed or pasted code: digits of any script, with any separators. */
export function readCode(typed: string): string {
  return typed
    .normalize('NFKC')
    .replaceAll(BETWEEN_DIGITS, '')
    .replaceAll(/(?!\d)\p{Nd}/gu, (digit) => String(digitValue(digit)));
}

// Decimal digits come in runs of ten, from zero to nine (The Unicode Standard, §4.6).
function digitValue(digit: string): number {
  const point = digit.codePointAt(0) ?? 0;
  let before = 0;
  while (DIGIT.test(String.fromCodePoint(point - before - 1))) before++;
  return before % 10;
}

/** Normalises a pasted token: removes line breaks, quotes and full stops copied with it. */
export function readLinkToken(pasted: string): string {
  return pasted.replaceAll(/[^\w-]/g, '');
}

/** A typed or pasted code. */
export const codeSchema = z
  .string()
  .max(100)
  .meta({ examples: ['123456'] })
  .transform(readCode)
  .pipe(z.string().regex(/^\d{6}$/, 'Enter the six digits of the code.'));

/** An example of a link's token for the documentation, with the prefix of its purpose. */
export const exampleLinkToken = (prefix: string) =>
  `${prefix}_Jm3v0eB7oZ0pYw1rT6uKqXh2LsC4nDfA8gRkVtEiUyM`;

/** The token of a mailed link, or another single-use token. */
export const linkTokenSchema = z
  .string()
  .overwrite(readLinkToken)
  .min(1)
  .max(256)
  .meta({ examples: [exampleLinkToken('tok')] });
