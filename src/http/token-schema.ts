import * as z from 'zod';

/** Maximum characters of a token, twice the longest that we issue. */
const MAX_TOKEN = 4096;

/**
 * Returns a pasted token without line breaks, spaces, quotes and all else that a b64token (RFC 6750
 * §2.1) cannot contain, and without the full stop of a sentence.
 */
export function bareToken(pasted: string): string {
  return pasted.replaceAll(/[^\w.~+/=-]/g, '').replace(/(?<!\.)\.+$/, '');
}

/** An optional token in a body; may be empty. */
export const optionalTokenSchema = z.string().overwrite(bareToken).max(MAX_TOKEN).optional();

/** A token in a body. */
export const tokenSchema = z.string().overwrite(bareToken).min(1).max(MAX_TOKEN);
