import type { Context, MiddlewareHandler } from 'hono';
import { type Clock, SECOND } from '../shared/clock.ts';
import type { Random } from '../shared/random.ts';

/** Headers of every response, whatever it contains. */
const FIXED = Object.entries({
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Origin-Agent-Cluster': '?1',
  'X-Content-Type-Options': 'nosniff',
  'X-DNS-Prefetch-Control': 'off',
  'X-Download-Options': 'noopen',
  'X-Frame-Options': 'DENY',
  'X-Permitted-Cross-Domain-Policies': 'none',
  'X-XSS-Protection': '0',
  'Permissions-Policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=()',
});

/** API responses may not load or embed anything. */
const NOTHING = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
/** Two years, in seconds. */
const STRICT_TRANSPORT = 'max-age=63072000; includeSubDomains';
/** Request ids of clients that are taken over: others might not fit into a log line. */
const SANE_ID = /^[\w=-]{1,100}$/;

/**
 * Gives the request its id, and its response every header that does not depend on the route, in one
 * step: each further step of Hono would copy the response. A route's own `Content-Security-Policy`,
 * `Referrer-Policy`, `Cache-Control` and `WWW-Authenticate` stay.
 *
 * `Server-Timing` is in milliseconds for browser tools, `X-Response-Time` in seconds for logs.
 */
export function responseHeaders({
  clock,
  random,
  share,
}: {
  clock: Clock;
  random: Random;
  /** Lets other origins read the response. */
  share: (c: Context, headers: Headers) => void;
}): MiddlewareHandler<{ Bindings: Cloudflare.Env }> {
  return async (c, next) => {
    const begun = clock();
    const asked = c.req.header('X-Request-Id');
    const own = random.uuid();
    const requestId = asked !== undefined && SANE_ID.test(asked) ? asked : own;
    c.set('requestId' as never, requestId as never);
    // A client that chooses its id must not choose whether it is logged.
    c.set('sampleKey' as never, own as never);
    await next();
    const { headers, status } = c.res;
    headers.set('X-Request-Id', requestId);
    for (const [name, value] of FIXED) headers.set(name, value);
    addDefaults(headers, status);
    // Localhost needs http (RFC 6797 §8.1).
    if (c.env.ENVIRONMENT === 'production')
      headers.set('Strict-Transport-Security', STRICT_TRANSPORT);
    share(c, headers);
    const duration = clock() - begun;
    headers.set('Server-Timing', `total;dur=${duration}`);
    headers.set('X-Response-Time', `${(duration / SECOND).toFixed(3)}s`);
  };
}

function addDefaults(headers: Headers, status: number): void {
  if (!headers.has('Content-Security-Policy')) headers.set('Content-Security-Policy', NOTHING);
  if (!headers.has('Referrer-Policy')) headers.set('Referrer-Policy', 'no-referrer');
  // Most responses contain user data.
  if (!headers.has('Cache-Control')) headers.set('Cache-Control', 'no-store');
  // Every 401 has a challenge (RFC 9110 §15.5.2); `Basic` would open a dialog in browsers.
  if (status === 401 && !headers.has('WWW-Authenticate')) headers.set('WWW-Authenticate', 'Bearer');
}
