import type { MiddlewareHandler } from 'hono';
import { forbidden } from './errors.ts';
import { isPlainHttpElsewhere } from './origin.ts';

/** Keeps method and body, and is not to be kept by a browser longer than HSTS is. */
const REDIRECT = 307;

/**
 * Outside development, serves nothing over plain HTTP but this machine. Who opens a page is led to
 * https; any other request is refused, since a client that goes on unnoticed would send its secrets
 * in the clear each time (ASVS 4.1.2).
 */
export const onlyHttps: MiddlewareHandler<{ Bindings: Cloudflare.Env }> = async (c, next) => {
  if (c.env.ENVIRONMENT === 'development' || !isPlainHttpElsewhere(c.req.url)) return next();
  const { method, path } = c.req;
  const opensPage = method === 'GET' && !/^\/(?:api|oauth|\.well-known)\//.test(path);
  if (!opensPage || !/\btext\/html\b/i.test(c.req.header('Accept') ?? ''))
    throw forbidden({ detail: 'Use https. What was sent in the clear may have been read.' });
  return c.redirect(c.req.url.replace('http:', 'https:'), REDIRECT);
};
