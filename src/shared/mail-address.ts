import { domainToASCII } from 'node:url';

/** RFC 5321 §4.1.2: `Dot-string`, made of RFC 5322's atext. */
const LOCAL_PART = /^[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*$/;
/** What may stand in a domain before its U-labels become A-labels; a URL's other delimiters may not. */
const TYPED_DOMAIN = /^[a-z\d.\-\u{80}-\u{10ffff}]+$/iu;
/** Two labels or more of letters, digits and inner hyphens (RFC 1123 §2.1), the last not a number (RFC 3696 §2). */
const DOMAIN =
  /^(?:[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?\.)+(?=[\d-]*[a-z])[a-z\d][a-z\d-]{0,61}[a-z\d]$/i;
/** What comes along from other programs: spaces, zero-width characters, marks of direction. */
const AROUND = /^[\s\p{Default_Ignorable_Code_Point}]+|[\s\p{Default_Ignorable_Code_Point}]+$/gu;
/** Keyboards for Chinese, Japanese and Korean type these for an `@`. */
const WIDE_AT = /[＠﹫]/g;

/** RFC 5321 §4.5.3.1.1 and §4.5.3.1.3 with erratum 1690, in bytes. */
const MAX_LOCAL_PART = 64;
const MAX_ADDRESS = 254;
/** In UTF-16 units: longer texts are not looked at. */
const MAX_TYPED = 1024;

/**
 * Both sides of the last `@`. `domain` is in A-labels (IDNA by UTS #46, as URLs have it), in lower case unless it was ASCII as
 * typed, and null if it is no domain. Returns null for a text without an `@`.
 */
export function splitAddress(typed: string): { local: string; domain: string | null } | null {
  if (typed.length > MAX_TYPED) return null;
  const text = typed.replace(AROUND, '').replace(WIDE_AT, '@');
  const at = text.lastIndexOf('@');
  return at < 0 ? null : { local: text.slice(0, at), domain: toDomain(text.slice(at + 1)) };
}

/** The address that is typed here, its domain in A-labels; null if it is none that mail can be sent to. */
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
