import type { Context } from 'hono';

/**
 * The subject a request is counted for: the client's IPv4 address or the /64 of its IPv6 address,
 * from `CF-Connecting-IP` only. Requests without it share one subject.
 */
export function limitSubject(c: Context): string {
  return toSubject(c.req.header('CF-Connecting-IP') ?? '');
}

/**
 * Prefixes of IPv6 addresses that embed IPv4: mapped (RFC 4291 §2.5.5.2), NAT64 (RFC 6052 §2.1) and
 * translated (RFC 7915 §1). As IPv6, all of the IPv4 Internet would be one /64.
 */
const EMBEDDING = new Set(['0:0:0:0:0:ffff', '64:ff9b:0:0:0:0', '0:0:0:0:ffff:0']);

/** The subject of an address; see {@link limitSubject}. Invalid addresses share one subject. */
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

// The URL parser normalises every spelling of an IPv6 address (RFC 5952), but drops zeros.
function expand(text: string): string[] | null {
  const host = URL.parse(`http://[${text.split('%')[0]}]`)?.hostname.slice(1, -1);
  if (host === undefined) return null;
  const [head = '', tail] = host.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  return [...left, ...Array<string>(8 - left.length - right.length).fill('0'), ...right];
}

/** The network of an address, for logs: the /24 of IPv4, the /48 of IPv6. Null if invalid. */
export function shortenAddress(address: string | null): string | null {
  const subject = toSubject(address ?? '');
  const [, network] = /^(\d{1,3}\.\d{1,3}\.\d{1,3})\.\d{1,3}$/.exec(subject) ?? [];
  if (network !== undefined) return `${network}.0/24`;
  return subject.endsWith('::/64') ? `${subject.split(':').slice(0, 3).join(':')}::/48` : null;
}
