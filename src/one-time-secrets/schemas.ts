import * as z from 'zod';

/** What people and programs put between and around digits: spaces, dashes, full stops, quotes, what nobody sees. */
const BETWEEN_DIGITS = /[\s\p{Z}\p{P}\p{M}\p{Cc}\p{Default_Ignorable_Code_Point}\u2212]/gu;
const DIGIT = /\p{Nd}/u;

/** A code as it was mailed, out of the one that was typed or pasted: in digits of any script, however they are parted. */
export function readCode(typed: string): string {
  return typed
    .normalize('NFKC')
    .replaceAll(BETWEEN_DIGITS, '')
    .replaceAll(/(?!\d)\p{Nd}/gu, (digit) => String(digitValue(digit)));
}

// Decimal digits stand in runs of ten, from zero to nine (The Unicode Standard, §4.6).
function digitValue(digit: string): number {
  const point = digit.codePointAt(0) ?? 0;
  let before = 0;
  while (DIGIT.test(String.fromCodePoint(point - before - 1))) before++;
  return before % 10;
}

/** The token of a link without what came along when it was copied: line breaks, quotes, the full stop of a sentence. */
export function readLinkToken(pasted: string): string {
  return pasted.replaceAll(/[^\w-]/g, '');
}

/** A mailed code as a person types or pastes it. */
export const codeSchema = z
  .string()
  .max(100)
  .meta({ examples: ['123456'] })
  .transform(readCode)
  .pipe(z.string().regex(/^\d{6}$/, 'A code has six digits.'));

/** A link's token that the documentation shows, with the prefix of its purpose. */
export const exampleLinkToken = (prefix: string) =>
  `${prefix}_Jm3v0eB7oZ0pYw1rT6uKqXh2LsC4nDfA8gRkVtEiUyM`;

/** The token of a mailed link, or one that we handed out for a single use. */
export const linkTokenSchema = z
  .string()
  .overwrite(readLinkToken)
  .min(1)
  .max(256)
  .meta({ examples: [exampleLinkToken('tok')] });
