import { LOOPBACK_URI, withoutPort } from '../../shared/loopback-uri.ts';

/** Characters. No server needs more, and each authorization answer repeats it. */
const LONGEST = 512;
/** What RFC 3986 allows, `%` only before two hexadecimal digits. No fragment (RFC 6749 §3.1.2). */
const URI = /^(?:[\w\-.~:/?[\]@!$&'()*+,;=]|%[\dA-Fa-f]{2})+$/;
/** A private-use scheme is a domain name backwards, so that it has an owner (RFC 8252 §7.1). */
const PRIVATE_SCHEME = /^[a-z][a-z\d-]*(?:\.[a-z\d-]+)+:\//;
/**
 * Returns what is wrong with a redirect URI that is to be registered, or null (RFC 8252 §7,
 * RFC 9700 §2.1). One that a parser would write differently is refused: what is compared must be
 * what a browser follows.
 */
export function faultOfRedirectUri(uri: string): string | null {
  if (uri.length > LONGEST) return `is longer than ${LONGEST} characters`;
  if (uri.includes('#')) return 'has a fragment';
  if (uri.endsWith('?')) return 'has an empty query';
  if (!URI.test(uri)) return 'has a character that a URI may not have';
  if (!URL.canParse(uri)) return 'is no absolute URI';
  const { protocol, username, password, href, hostname } = new URL(uri);
  if (username !== '' || password !== '') return 'has a user name or password';
  if (PRIVATE_SCHEME.test(uri)) return null;
  if (protocol !== 'https:' && !LOOPBACK_URI.test(uri))
    return 'is neither https, nor http on a loopback address, nor of a scheme with a dot in it';
  if (hostname.endsWith('.') || hostname.includes('*')) return 'has a host that is not exact';
  // A URL without a path is written with one; every other difference is a trick or a slip.
  return href === uri || href === `${uri}/` || isBareWithQuery(uri, href)
    ? null
    : `would be followed as ${href}`;
}

// `https://app.example?a=b` is followed as `https://app.example/?a=b`.
const isBareWithQuery = (uri: string, href: string) =>
  href === uri.replace(/^([^?]*[^?/])\?/, '$1/?');

/** What answers add to a redirect URI (`answer-url.ts`), and sign-out to where it goes on. */
export const ANSWER = ['code', 'state', 'iss', 'error', 'error_description'] as const;
export const SIGN_OUT_ANSWER = ['state'] as const;

/**
 * Returns what is wrong with the query of a URI that is to be registered, or null: a client that
 * reads the first of two `iss` or `code` would read its own.
 */
export function faultOfQuery(uri: string, added: readonly string[]): string | null {
  const query = new URLSearchParams(uri.slice(uri.indexOf('?') + 1));
  const twice = uri.includes('?') && added.find((name) => query.has(name));
  return twice ? `has ${twice} in its query, which answers add` : null;
}

/** Whether anybody on the machine can receive what goes to a redirect URI (RFC 8252 §8.6). */
export function isShared(uri: string): boolean {
  return !uri.startsWith('https:');
}

/**
 * Returns the registered URI that a requested one stands for, or null. The same string, but for the
 * port of a loopback address, which a native app finds free only when it asks (RFC 8252 §7.3). What
 * is returned is what was asked for, so that the answer reaches that port.
 */
export function matchRedirectUri(asked: string, registered: readonly string[]): string | null {
  if (registered.includes(asked)) return asked;
  const wanted = URI.test(asked) ? withoutPort(asked) : null;
  if (wanted === null) return null;
  return registered.some((uri) => withoutPort(uri) === wanted) ? asked : null;
}
