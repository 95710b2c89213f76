import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import { bearerToken } from './bearer-token.ts';
import { readAccessCookie } from './cookies.ts';
import type { CsrfTokens } from './csrf.ts';

/** Turns a request's access token into whoever sent it; throws if there is none, or none that is good. */
export type ResolvePrincipal<Principal> = (accessToken: string | null) => Promise<Principal>;

export type AuthenticateDeps<Principal> = {
  resolvePrincipal: ResolvePrincipal<Principal>;
  csrf: CsrfTokens;
  /** Whether browsers have the access token in a cookie. */
  cookieMode: 'refresh' | 'both';
};

/**
 * Lets only authenticated requests pass and leaves `c.var.principal` behind. A request that a cookie authenticates must
 * bear a CSRF token if it comes from a browser and changes anything.
 */
export function authenticate<Principal>(provide: (c: Context) => AuthenticateDeps<Principal>) {
  return createMiddleware<{ Variables: { principal: Principal } }>(async (c, next) => {
    const { resolvePrincipal, csrf, cookieMode } = provide(c);
    const bearer = bearerToken(c);
    const cookie = bearer === null && cookieMode === 'both' ? readAccessCookie(c) : null;
    if (cookie !== null) csrf.assert(c, cookie);
    c.set('principal', await resolvePrincipal(bearer ?? cookie));
    await next();
  });
}
