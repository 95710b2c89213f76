import { parseAddress } from '../../shared/mail-address.ts';
import { personNameSchema } from '../../users/profile-schemas.ts';

/** What a provider says of a person, by name; nothing of it is checked. */
export type Claims = Readonly<Record<string, unknown>>;

/** Spaces, what cannot be seen, and the signs that keyboards type for `@`. */
const DOUBTFUL = /[\s\p{Cc}\p{Default_Ignorable_Code_Point}＠﹫]/u;

/**
 * Returns an address, its domain in A-labels; null for what mail cannot be sent to. Stricter than a
 * form: what a person types is mended there, while a provider has to name exactly one mailbox.
 */
export function readAddress(value: unknown): string | null {
  return typeof value === 'string' && !DOUBTFUL.test(value) ? parseAddress(value) : null;
}

/** The domain of an address that {@link readAddress} returned, in lower case. */
export const domainOf = (address: string): string =>
  address.slice(address.lastIndexOf('@') + 1).toLowerCase();

/** Returns a name as a profile may hold it; empty for what it may not. */
export function readName(value: unknown): string {
  const name = personNameSchema.safeParse(value);
  return name.success ? name.data : '';
}

/** A subject is at most this long, in ASCII (OpenID Connect Core §2). */
const SUBJECT = /^[\x20-\x7e]{1,255}$/;

/** Returns whether a value is a subject by OpenID Connect. */
export const isSubject = (value: unknown): value is string =>
  typeof value === 'string' && SUBJECT.test(value) && value.trim() !== '';
