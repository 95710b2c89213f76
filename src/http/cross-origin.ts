import type { Context, MiddlewareHandler } from 'hono';
import { cors } from 'hono/cors';
import { noteProblem } from './request-log.ts';

/** Seconds that a browser may cache a preflight. */
const PREFLIGHT_MAX_AGE = 600;
/** Response headers that scripts of other origins may read beside the safelisted (Fetch §3.2.3). */
const EXPOSED = [
  'Allow',
  'Content-Disposition',
  'ETag',
  'RateLimit',
  'RateLimit-Policy',
  'Retry-After',
  'Server-Timing',
  'WWW-Authenticate',
  'X-Request-Id',
  'X-Response-Time',
];
/** The context key of the methods of a preflight's path. */
const METHODS = 'allowedMethods';

/** Allows the origins that `allowedOrigins` lists, as browsers spell them, with credentials. */
export function createCrossOrigin(allowedOrigins: (c: Context) => string[]) {
  const isAllowed = (origin: string, c: Context) => allowedOrigins(c).includes(origin);
  const share = cors({
    origin: (origin, c) => (isAllowed(origin, c) ? origin : null),
    credentials: true,
    allowMethods: (_, c) => c.get(METHODS) as string[],
    exposeHeaders: EXPOSED,
    maxAge: PREFLIGHT_MAX_AGE,
  });

  /** Handles all methods but `OPTIONS`, which depends on the path. */
  const answers: MiddlewareHandler = (c, next) =>
    c.req.method === 'OPTIONS' ? next() : share(c, next);

  /**
   * Responds to `OPTIONS` on a path with these methods (RFC 9110 §9.3.7): to the preflight of an
   * allowed origin with CORS headers, to any other request with `Allow`.
   */
  async function options(c: Context, methods: string[]): Promise<Response> {
    noteProblem(c, null);
    const headers = { Allow: [...methods, 'OPTIONS'].join(', ') };
    const isPreflight = c.req.header('Access-Control-Request-Method') !== undefined;
    if (!isPreflight || !isAllowed(c.req.header('Origin') ?? '', c))
      return new Response(null, { status: 204, headers: { ...headers, Vary: 'Origin' } });
    c.res = new Response(null, { status: 204, headers });
    c.set(METHODS, methods);
    return (await share(c, async () => undefined)) ?? c.res;
  }

  return { answers, options };
}
