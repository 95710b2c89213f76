/** A scheme, a host and perhaps a port, with nothing behind them but the slash that people copy along. */
const ORIGIN = /^[a-z][a-z\d+.-]*:\/\/[^\s/?#@\\*]+\/?$/i;
/** Schemes whose origins have a canonical form (WHATWG URL, "special schemes"). */
const WEB = new Set(['http:', 'https:']);

/**
 * An origin as browsers and the web views of apps send it in `Origin`: of http and https by the URL standard, of any other
 * scheme (`capacitor://localhost`) in lower case. Returns null for what is no `scheme://host[:port]`.
 */
export function parseOrigin(text: string): string | null {
  if (!ORIGIN.test(text) || !URL.canParse(text)) return null;
  const { protocol, host, origin } = new URL(text);
  if (protocol === 'file:' || host === '') return null;
  return WEB.has(protocol) ? origin : `${protocol}//${host}`.toLowerCase();
}

/** Whether an origin speaks http without TLS to anything but the machine it runs on (RFC 6761 §6.3). */
export function isPlainHttpElsewhere(origin: string): boolean {
  const { protocol, hostname } = new URL(origin);
  if (protocol !== 'http:') return false;
  return !(/^(?:.+\.)?localhost$/.test(hostname) || /^127\.|^\[::1\]$/.test(hostname));
}
