import { createMiddleware } from 'hono/factory';
import { forbidden } from '../http/errors.ts';
import type { SignedIn } from '../sessions/resolve-principal.ts';
import type { Role } from '../shared/role.ts';

type Env = { Variables: { principal: SignedIn } };

/** Lets those pass who have one of the roles now, whatever their token says. Goes after `authenticate`. Throws `forbidden`. */
export function requireRole(...roles: Role[]) {
  return createMiddleware<Env>(async (c, next) => {
    if (!c.var.principal.user.roles.some((role) => roles.includes(role))) throw forbidden();
    await next();
  });
}
