import { faultOfRedirectUri } from './redirect-uri.ts';

/** Whether a host on this machine may be called: only where the service itself runs on one. */
type Where = { isDevelopment: boolean };

/**
 * Returns what is wrong with a URI that this service is to call for a client, or null: it must not
 * be made to call a private network (OWASP SSRF Prevention Cheat Sheet).
 */
export function faultOfBackChannelUri(uri: string, { isDevelopment }: Where): string | null {
  const fault = faultOfRedirectUri(uri);
  if (fault !== null) return fault;
  // Of plain http only loopback addresses are left.
  if (uri.startsWith('http:') && isDevelopment) return null;
  const isPublic = uri.startsWith('https:') && isPublicHost(new URL(uri).hostname);
  return isPublic ? null : 'is not https on a public host name';
}

// A name with a dot and no address: private networks have none of the one.
function isPublicHost(hostname: string): boolean {
  if (hostname.startsWith('[') || /^[\d.]+$/.test(hostname)) return false;
  return hostname.includes('.') && !/\.(?:local|internal|localhost|home\.arpa)$/.test(hostname);
}
