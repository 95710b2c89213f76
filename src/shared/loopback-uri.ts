/** Hosts of the person's own machine (RFC 8252 §7.3); `localhost` is what many tools register. */
export const LOOPBACK_URI =
  /^http:\/\/(?<host>127\.0\.0\.1|\[::1\]|localhost)(?::(?<port>\d{1,5}))?(?<rest>[/?].*)?$/;

/**
 * A URI of the person's own machine without its port, which a native app finds free only when it
 * asks (RFC 8252 §7.3); null for any other.
 */
export function withoutPort(uri: string): string | null {
  const { host, port = '1', rest = '' } = LOOPBACK_URI.exec(uri)?.groups ?? {};
  if (host === undefined || Number(port) < 1 || Number(port) > 65_535) return null;
  return `${host}${rest}`;
}
