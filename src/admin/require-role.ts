import { createMiddleware } from 'hono/factory';
import { forbidden } from '../http/errors.ts';
import type { SignedIn } from '../sessions/resolve-principal.ts';
import { type Clock, MINUTE, SECOND } from '../shared/clock.ts';
import type { Role } from '../shared/role.ts';
import { reauthenticationRequired } from './errors.ts';

/** How old the sign-in may be for what cannot be taken back (contract.md, admin routes). Milliseconds. */
const FRESH = 10 * MINUTE;

type Env = { Variables: { principal: SignedIn } };

/** Lets those pass who have one of the roles now, whatever their token says. Goes after `authenticate`. Throws `forbidden`. */
export function requireRole(...roles: Role[]) {
  return createMiddleware<Env>(async (c, next) => {
    if (!c.var.principal.user.roles.some((role) => roles.includes(role))) throw forbidden();
    await next();
  });
}

/** Throws `reauthentication_required` unless the session began within the last ten minutes. */
export function assertFreshSignIn({ claims }: SignedIn, clock: Clock): void {
  if (clock() - claims.auth_time * SECOND > FRESH) throw reauthenticationRequired();
}
