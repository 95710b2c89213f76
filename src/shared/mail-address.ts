import { domainToASCII } from 'node:url';

/** RFC 5321 §4.1.2: `Dot-string`, of RFC 5322 atext. */
const LOCAL_PART = /^[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*$/;
/** Characters allowed in a domain before IDNA; excludes a URL's other delimiters. */
const TYPED_DOMAIN = /^[a-z\d.\-\u{80}-\u{10ffff}]+$/iu;
/**
 * Two or more labels of letters, digits and inner hyphens (RFC 1123 §2.1), the last not a number
 * (RFC 3696 §2).
 */
const DOMAIN =
  /^(?:[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?\.)+(?=[\d-]*[a-z])[a-z\d][a-z\d-]{0,61}[a-z\d]$/i;
/** Pasted along from other programs: spaces, zero-width characters, direction marks. */
const AROUND = /^[\s\p{Default_Ignorable_Code_Point}]+|[\s\p{Default_Ignorable_Code_Point}]+$/gu;
/** Chinese, Japanese and Korean keyboards type these for `@`. */
const WIDE_AT = /[＠﹫]/g;

/** RFC 5321 §4.5.3.1.1 and §4.5.3.1.3 with erratum 1690, in bytes. */
const MAX_LOCAL_PART = 64;
const MAX_ADDRESS = 254;
/** In UTF-16 units; longer texts are rejected unread. */
const MAX_TYPED = 1024;

/**
 * Splits an address at its last `@`. `domain` is in A-labels (IDNA by UTS #46, as in URLs), in
 * lower case unless typed in ASCII, and null if invalid. Returns null for a text without an `@`.
 */
export function splitAddress(typed: string): { local: string; domain: string | null } | null {
  if (typed.length > MAX_TYPED) return null;
  const text = typed.replace(AROUND, '').replace(WIDE_AT, '@');
  const at = text.lastIndexOf('@');
  return at < 0 ? null : { local: text.slice(0, at), domain: toDomain(text.slice(at + 1)) };
}

/** Returns the typed address, its domain in A-labels; null if mail cannot be sent to it. */
export function parseAddress(typed: string): string | null {
  const { local, domain } = splitAddress(typed) ?? { local: '', domain: null };
  if (domain === null || !LOCAL_PART.test(local) || local.length > MAX_LOCAL_PART) return null;
  const address = `${local}@${domain}`;
  return address.length > MAX_ADDRESS ? null : address;
}

function toDomain(typed: string): string | null {
  if (!TYPED_DOMAIN.test(typed)) return null;
  const isAscii = /^[\p{ASCII}]*$/u.test(typed);
  const domain = isAscii ? typed : domainToASCII(typed);
  return DOMAIN.test(domain) ? domain : null;
}
