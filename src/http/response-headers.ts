import type { MiddlewareHandler } from 'hono';
import { secureHeaders } from 'hono/secure-headers';
import { type Clock, SECOND } from '../shared/clock.ts';

/** The headers against misuse of an answer by a browser. */
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

/** Two years of https only, in production: a developer's localhost must stay reachable over http (RFC 6797 §8.1). */
export const strictTransport: MiddlewareHandler<{
  Bindings: Cloudflare.Env;
}> = async (c, next) => {
  if (c.env.ENVIRONMENT === 'production')
    c.header('Strict-Transport-Security', 'max-age=63072000; includeSubDomains');
  await next();
};

/** An answer of the API may load and embed nothing; pages bring a policy of their own. */
export const defaultContentPolicy: MiddlewareHandler = async (c, next) => {
  await next();
  if (c.res.headers.has('Content-Security-Policy')) return;
  c.header(
    'Content-Security-Policy',
    "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  );
};

/** Tells how long the service worked on an answer: `Server-Timing` for browsers' tools, `X-Response-Time` for logs,
 * in seconds. */
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
 * Has every 401 say how to prove oneself (RFC 9110 §15.5.2). What brings no challenge of its own, like a wrong password, gets
 * the scheme that opens the rest: `Basic` would make browsers ask with a dialog of theirs.
 */
export const challenge: MiddlewareHandler = async (c, next) => {
  await next();
  if (c.res.status === 401 && !c.res.headers.has('WWW-Authenticate'))
    c.header('WWW-Authenticate', 'Bearer');
};

/** Keeps answers out of every cache. Goes on everything: hardly an answer here is not about somebody. */
export const noStore: MiddlewareHandler = async (c, next) => {
  await next();
  if (!c.res.headers.has('Cache-Control')) c.header('Cache-Control', 'no-store');
};
