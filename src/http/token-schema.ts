import * as z from 'zod';

/** Characters of one token, twice the longest that we make. */
const MAX_TOKEN = 4096;

/**
 * A token without what came along when it was copied: line breaks, spaces, quotes, whatever no b64token has (RFC 6750 §2.1), and
 * the full stop of a sentence.
 */
export function bareToken(pasted: string): string {
  return pasted.replaceAll(/[^\w.~+/=-]/g, '').replace(/(?<!\.)\.+$/, '');
}

/** A token in a body that may be left out; empty if there is nothing in it. */
export const optionalTokenSchema = z.string().overwrite(bareToken).max(MAX_TOKEN).optional();

/** A token in a body. */
export const tokenSchema = z.string().overwrite(bareToken).min(1).max(MAX_TOKEN);
