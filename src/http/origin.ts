/** A scheme, a host and an optional port; a trailing slash is allowed, as it is often copied. */
const ORIGIN = /^[a-z][a-z\d+.-]*:\/\/[^\s/?#@\\*]+\/?$/i;
/** Schemes whose origins have a canonical form (WHATWG URL, "special schemes"). */
const WEB = new Set(['http:', 'https:']);

/**
 * Returns an origin as browsers and web views of apps send it in `Origin`: http and https by the
 * URL standard, any other scheme (`capacitor://localhost`) in lower case. Returns null unless the
 * text is `scheme://host[:port]`.
 */
export function parseOrigin(text: string): string | null {
  if (!ORIGIN.test(text) || !URL.canParse(text)) return null;
  const { protocol, host, origin } = new URL(text);
  if (protocol === 'file:' || host === '') return null;
  return WEB.has(protocol) ? origin : `${protocol}//${host}`.toLowerCase();
}

/** Returns whether an origin is plain http on any other host than localhost (RFC 6761 §6.3). */
export function isPlainHttpElsewhere(origin: string): boolean {
  const { protocol, hostname } = new URL(origin);
  if (protocol !== 'http:') return false;
  return !(/^(?:.+\.)?localhost$/.test(hostname) || /^127(?:\.\d+){3}$|^\[::1\]$/.test(hostname));
}
