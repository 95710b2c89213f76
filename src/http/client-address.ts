import type { Context } from 'hono';

/**
 * Whom a request is counted for: the client's IPv4 address, or the /64 that its IPv6 address lies in, each in one spelling.
 * From `CF-Connecting-IP` and nothing else; requests without it share one subject.
 */
export function limitSubject(c: Context): string {
  return toSubject(c.req.header('CF-Connecting-IP') ?? '');
}

/** The subject of an address; see {@link limitSubject}. */
export function toSubject(address: string): string {
  const text = address.trim().toLowerCase();
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(text)?.[1];
  if (mapped !== undefined) return mapped;
  if (!text.includes(':')) return text === '' ? 'unknown' : text;
  const groups = expand(text);
  return groups === null ? 'unknown' : `${groups.slice(0, 4).join(':')}::/64`;
}

// The URL parser knows every spelling of an IPv6 address and writes it in one (RFC 5952); only the zeros are left to fill in.
function expand(text: string): string[] | null {
  const host = URL.parse(`http://[${text.split('%')[0]}]`)?.hostname.slice(1, -1);
  if (host === undefined) return null;
  const [head = '', tail] = host.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  return [...left, ...Array<string>(8 - left.length - right.length).fill('0'), ...right];
}

/**
 * The network that an address lies in, for lines that must not tell whose it is: an IPv4 address without its last 8 bits, an
 * IPv6 address without its last 80. Null for what is no address.
 */
export function shortenAddress(address: string | null): string | null {
  const subject = toSubject(address ?? '');
  const [, network] = /^(\d{1,3}\.\d{1,3}\.\d{1,3})\.\d{1,3}$/.exec(subject) ?? [];
  if (network !== undefined) return `${network}.0/24`;
  return subject.endsWith('::/64') ? `${subject.split(':').slice(0, 3).join(':')}::/48` : null;
}
