import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import { bearerToken } from './bearer-token.ts';
import { document, documentedBy } from './contract.ts';
import { readAccessCookie } from './cookies.ts';
import type { CsrfTokens } from './csrf.ts';
import { noteActor } from './request-log.ts';

/** What every principal has. */
type Identified = { user: { id: string }; claims: { sid: string } };

/**
 * Turns a request's access token into whoever sent it; throws if there is none, or none that is good. `alongside` begins as
 * soon as the signature has told whose it is, while storage is still asked whether it is good.
 */
export type ResolvePrincipal<Principal> = (
  accessToken: string | null,
  alongside?: (userId: string) => Promise<unknown>,
) => Promise<Principal>;

export type AuthenticateDeps<Principal> = {
  resolvePrincipal: ResolvePrincipal<Principal>;
  csrf: CsrfTokens;
  /** Whether browsers have the access token in a cookie. */
  cookieMode: 'refresh' | 'both';
};

/**
 * Lets only authenticated requests pass and leaves `c.var.principal` behind. A request that a cookie authenticates must
 * bear a CSRF token if it comes from a browser and changes anything. What else must be asked before the handler runs and
 * changes nothing goes `alongside`, so that it costs no time of its own; if it throws, so does this.
 */
export function authenticate<Principal extends Identified>(
  provide: (c: Context) => AuthenticateDeps<Principal>,
  alongside?: (c: Context, userId: string) => Promise<unknown>,
) {
  const middleware = createMiddleware<{ Variables: { principal: Principal } }>(async (c, next) => {
    const { resolvePrincipal, csrf, cookieMode } = provide(c);
    const bearer = bearerToken(c);
    const cookie = bearer === null && cookieMode === 'both' ? readAccessCookie(c) : null;
    if (cookie !== null) csrf.assert(c, cookie);
    const principal = await resolvePrincipal(bearer ?? cookie, async (userId) => {
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
