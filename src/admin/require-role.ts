import { createMiddleware } from 'hono/factory';
import { forbidden } from '../http/errors.ts';
import type { SignedIn } from '../sessions/resolve-principal.ts';
import type { Role } from '../shared/role.ts';

type Env = { Variables: { principal: SignedIn } };

/**
 * Requires one of the roles, as stored now rather than as in the token. Use after `authenticate`.
 * Throws `forbidden`.
 */
export function requireRole(...roles: Role[]) {
  return createMiddleware<Env>(async (c, next) => {
    if (!c.var.principal.user.roles.some((role) => roles.includes(role))) throw forbidden();
    await next();
  });
}
