import type { MiddlewareHandler } from 'hono';
import { secureHeaders } from 'hono/secure-headers';
import { type Clock, SECOND } from '../shared/clock.ts';

/** Sets the security headers for browsers. */
export const securityHeaders: MiddlewareHandler = secureHeaders({
  permissionsPolicy: {
    camera: [],
    microphone: [],
    geolocation: [],
    payment: [],
    usb: [],
  },
  referrerPolicy: 'no-referrer',
  xFrameOptions: 'DENY',
  strictTransportSecurity: false,
});

/** Requires https for two years, only in production: localhost needs http (RFC 6797 §8.1). */
export const strictTransport: MiddlewareHandler<{
  Bindings: Cloudflare.Env;
}> = async (c, next) => {
  if (c.env.ENVIRONMENT === 'production')
    c.header('Strict-Transport-Security', 'max-age=63072000; includeSubDomains');
  await next();
};

/** Forbids API responses to load or embed anything; pages set their own policy. */
export const defaultContentPolicy: MiddlewareHandler = async (c, next) => {
  await next();
  if (c.res.headers.has('Content-Security-Policy')) return;
  c.header(
    'Content-Security-Policy',
    "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  );
};

/**
 * Reports the duration of a request: `Server-Timing` in milliseconds for browser tools,
 * `X-Response-Time` in seconds for logs.
 */
export function timingHeaders(clock: Clock): MiddlewareHandler {
  return async (c, next) => {
    const start = clock();
    await next();
    const duration = clock() - start;
    c.header('Server-Timing', `total;dur=${duration}`);
    c.header('X-Response-Time', `${(duration / SECOND).toFixed(3)}s`);
  };
}

/**
 * Adds a challenge to every 401 without one, such as that for a wrong password (RFC 9110 §15.5.2).
 * The scheme is `Bearer`, as `Basic` would open a dialog in browsers.
 */
export const challenge: MiddlewareHandler = async (c, next) => {
  await next();
  if (c.res.status === 401 && !c.res.headers.has('WWW-Authenticate'))
    c.header('WWW-Authenticate', 'Bearer');
};

/** Keeps responses out of every cache, unless they set another policy: most contain user data. */
export const noStore: MiddlewareHandler = async (c, next) => {
  await next();
  if (!c.res.headers.has('Cache-Control')) c.header('Cache-Control', 'no-store');
};
