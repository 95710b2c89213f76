import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import { document, documentedBy } from './contract.ts';
import { readAccessCookie } from './cookies.ts';
import type { CsrfTokens } from './csrf.ts';
import { type PresentedToken, presentedToken } from './presented-token.ts';
import { noteActor } from './request-log.ts';

/** What every principal has. */
type Identified = { user: { id: string }; claims: { sid: string } };

/**
 * Resolves an access token to its principal; throws if it is missing or invalid. `alongside` starts
 * as soon as the signature is verified, while storage is still being read.
 */
export type ResolvePrincipal<Principal> = (
  accessToken: PresentedToken | null,
  alongside?: (userId: string) => Promise<unknown>,
) => Promise<Principal>;

export type AuthenticateDeps<Principal> = {
  resolvePrincipal: ResolvePrincipal<Principal>;
  csrf: CsrfTokens;
  /** Whether browsers have the access token in a cookie. */
  cookieMode: 'refresh' | 'both';
};

/** Another way to resolve the principal of a request; null for the usual one. */
type Instead<Principal> = (
  c: Context,
) => ResolvePrincipal<Principal> | null | Promise<ResolvePrincipal<Principal> | null>;

/**
 * Passes only authenticated requests and sets `c.var.principal`. A browser request that a cookie
 * authenticates and that changes anything requires a CSRF token. Reads that the handler needs run
 * `alongside`, at no extra time; `instead` may resolve the principal in another way. Throws what
 * resolving the principal and `alongside` throw, and `csrf_failed`.
 */
export function authenticate<Principal extends Identified>(
  provide: (c: Context) => AuthenticateDeps<Principal>,
  alongside?: (c: Context, userId: string) => Promise<unknown>,
  instead?: Instead<Principal>,
) {
  const middleware = createMiddleware<{ Variables: { principal: Principal } }>(async (c, next) => {
    const { resolvePrincipal, csrf, cookieMode } = provide(c);
    const presented = presentedToken(c);
    const cookie = presented === null && cookieMode === 'both' ? readAccessCookie(c) : null;
    if (cookie !== null) csrf.assert(c, cookie);
    const resolve = (await instead?.(c)) ?? resolvePrincipal;
    const principal = await resolve(presented ?? cookie, async (userId) => {
      noteActor(c, { userId });
      await alongside?.(c, userId);
    });
    noteActor(c, { userId: principal.user.id, sessionId: principal.claims.sid });
    c.set('principal', principal);
    await next();
  });
  const about = alongside === undefined ? undefined : documentedBy(alongside);
  return about === undefined ? middleware : document(middleware, about);
}
