import type { Context } from 'hono';

/**
 * Returns the subject that a request is counted for: the client's IPv4 address, or the /64 of its
 * IPv6 address, each in one spelling. Reads only `CF-Connecting-IP`; requests without it share one
 * subject.
 */
export function limitSubject(c: Context): string {
  return toSubject(c.req.header('CF-Connecting-IP') ?? '');
}

/**
 * Prefixes of 96 bits before an embedded IPv4 address: mapped, NAT64 and translated (RFC 4291
 * §2.5.5.2, RFC 6052 §2.1, RFC 7915 §1). As IPv6, all of the Internet would be one /64.
 */
const EMBEDDING = new Set(['0:0:0:0:0:ffff', '64:ff9b:0:0:0:0', '0:0:0:0:ffff:0']);

/** Returns the subject of an address; see {@link limitSubject}. Invalid ones share `unknown`. */
export function toSubject(address: string): string {
  const text = address.trim().toLowerCase();
  if (!text.includes(':')) return isIpv4(text) ? text : 'unknown';
  const groups = expand(text);
  if (groups === null) return 'unknown';
  if (EMBEDDING.has(groups.slice(0, 6).join(':'))) return toIpv4(groups.slice(6));
  return `${groups.slice(0, 4).join(':')}::/64`;
}

function isIpv4(text: string): boolean {
  const parts = text.split('.');
  return (
    parts.length === 4 &&
    parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256)
  );
}

function toIpv4(groups: string[]): string {
  return groups
    .map((group) => Number.parseInt(group, 16))
    .flatMap((group) => [group >> 8, group & 255])
    .join('.');
}

// The URL parser normalises every spelling of an IPv6 address (RFC 5952), except for the zeros.
function expand(text: string): string[] | null {
  const host = URL.parse(`http://[${text.split('%')[0]}]`)?.hostname.slice(1, -1);
  if (host === undefined) return null;
  const [head = '', tail] = host.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  return [...left, ...Array<string>(8 - left.length - right.length).fill('0'), ...right];
}

/**
 * Returns the network of an address, for logs that must not identify a user: IPv4 without its last
 * 8 bits, IPv6 without its last 80. Returns null for invalid addresses.
 */
export function shortenAddress(address: string | null): string | null {
  const subject = toSubject(address ?? '');
  const [, network] = /^(\d{1,3}\.\d{1,3}\.\d{1,3})\.\d{1,3}$/.exec(subject) ?? [];
  if (network !== undefined) return `${network}.0/24`;
  return subject.endsWith('::/64') ? `${subject.split(':').slice(0, 3).join(':')}::/48` : null;
}
