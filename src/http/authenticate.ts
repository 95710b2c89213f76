import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';

/** The token of `Authorization: Bearer …` (RFC 6750 §2.1), or null. The scheme's case does not matter. */
export function bearerToken(c: Context): string | null {
  return /^Bearer +([\w.~+/=-]+) *$/i.exec(c.req.header('Authorization') ?? '')?.[1] ?? null;
}

/** Turns a request's access token into whoever sent it; throws if there is none, or none that is good. */
export type ResolvePrincipal<Principal> = (accessToken: string | null) => Promise<Principal>;

/** Lets only authenticated requests pass and leaves `c.var.principal` behind. */
export function authenticate<Principal>(provide: (c: Context) => { resolvePrincipal: ResolvePrincipal<Principal> }) {
  return createMiddleware<{ Variables: { principal: Principal } }>(async (c, next) => {
    c.set('principal', await provide(c).resolvePrincipal(bearerToken(c)));
    await next();
  });
}
