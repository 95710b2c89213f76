import type { Context, MiddlewareHandler } from 'hono';
import { cors } from 'hono/cors';
import { noteProblem } from './request-log.ts';

/** Seconds that a browser may keep the answer of a preflight. */
const PREFLIGHT_MAX_AGE = 600;
/** Headers of answers that scripts of other origins may read beside those that every script may (Fetch, §3.2.3). */
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
/** Where the methods of a preflight's path wait to be told. */
const METHODS = 'allowedMethods';

/** Shares with the origins that `allowedOrigins` lists, as browsers spell them, and with their cookies. */
export function createCrossOrigin(allowedOrigins: (c: Context) => string[]) {
  const isAllowed = (origin: string, c: Context) => allowedOrigins(c).includes(origin);
  const share = cors({
    origin: (origin, c) => (isAllowed(origin, c) ? origin : null),
    credentials: true,
    allowMethods: (_, c) => c.get(METHODS) as string[],
    exposeHeaders: EXPOSED,
    maxAge: PREFLIGHT_MAX_AGE,
  });

  /** Shares every answer but those to `OPTIONS`, which must know the path first. */
  const answers: MiddlewareHandler = (c, next) =>
    c.req.method === 'OPTIONS' ? next() : share(c, next);

  /**
   * Answers `OPTIONS` on a path that has these methods (RFC 9110 §9.3.7): a preflight of an allowed origin with what it asks
   * for, headers as they come; anybody else with `Allow`.
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
