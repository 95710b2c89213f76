import type { Context } from 'hono';
import { noteProblem } from './request-log.ts';

/** Seconds that a browser may cache a preflight. */
const PREFLIGHT_MAX_AGE = 600;
/** Response headers that scripts of other origins may read beside the safelisted (Fetch §3.2.3). */
const EXPOSED = [
  'Allow',
  'Content-Disposition',
  'DPoP-Nonce',
  'ETag',
  'RateLimit',
  'RateLimit-Policy',
  'Retry-After',
  'Server-Timing',
  'WWW-Authenticate',
  'X-Request-Id',
  'X-Response-Time',
].join(',');
const ASKED_METHOD = 'Access-Control-Request-Method';
const ASKED_HEADERS = 'Access-Control-Request-Headers';

/**
 * Allows the origins that `allowedOrigins` lists, as browsers spell them, with credentials. Where
 * `isForAnyone` holds, any page may ask, without credentials: a preflight does not tell whose page
 * it is, and the answer decides by itself who reads it.
 */
export function createCrossOrigin(
  allowedOrigins: (c: Context) => string[],
  isForAnyone: (c: Context) => boolean = () => false,
) {
  /** Returns the request's origin if it is allowed, else null. */
  function allowedOrigin(c: Context): string | null {
    const origin = c.req.header('Origin');
    return origin !== undefined && allowedOrigins(c).includes(origin) ? origin : null;
  }

  return {
    /** Lets an allowed origin read a response. `OPTIONS` depends on the path: see `options`. */
    share(c: Context, headers: Headers): void {
      if (c.req.method === 'OPTIONS') return;
      headers.append('Vary', 'Origin');
      const origin = allowedOrigin(c);
      if (origin === null) return;
      admit(headers, origin);
      headers.set('Access-Control-Expose-Headers', EXPOSED);
    },

    /**
     * Responds to `OPTIONS` on a path with these methods (RFC 9110 §9.3.7): to the preflight of an
     * allowed origin with CORS headers, to any other request with `Allow`.
     */
    options(c: Context, methods: string[]): Response {
      noteProblem(c, null);
      const headers = new Headers({ Allow: [...methods, 'OPTIONS'].join(', '), Vary: 'Origin' });
      const isPreflight = c.req.header(ASKED_METHOD) !== undefined;
      const trusted = isPreflight ? allowedOrigin(c) : null;
      const origin = trusted ?? (isPreflight && isForAnyone(c) ? namedOrigin(c) : null);
      if (origin !== null) {
        if (origin === trusted) admit(headers, origin);
        else headers.set('Access-Control-Allow-Origin', origin);
        headers.set('Access-Control-Max-Age', String(PREFLIGHT_MAX_AGE));
        headers.set('Access-Control-Allow-Methods', methods.join(','));
        headers.append('Vary', ASKED_HEADERS);
        const asked = c.req.header(ASKED_HEADERS);
        if (asked !== undefined && asked !== '') headers.set('Access-Control-Allow-Headers', asked);
      }
      return new Response(null, { status: 204, headers });
    },
  };
}

/** The origin of a page that has one of its own. */
function namedOrigin(c: Context): string | null {
  const origin = c.req.header('Origin');
  return origin === undefined || origin === 'null' ? null : origin;
}

function admit(headers: Headers, origin: string): void {
  headers.set('Access-Control-Allow-Origin', origin);
  headers.set('Access-Control-Allow-Credentials', 'true');
}
