import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import { forbidden } from '../http/errors.ts';
import type { SignedIn } from '../sessions/resolve-principal.ts';
import { defineError } from '../shared/errors.ts';
import type { Role } from '../shared/role.ts';

type Env = { Variables: { principal: SignedIn } };

/**
 * Requires one of the roles, as stored now rather than as in the token. Use after `authenticate`.
 * Throws `forbidden`.
 */
export function requireRole(...roles: Role[]) {
  return createMiddleware<Env>(async (c, next) => {
    if (!hasOneOf(c.var.principal, roles)) throw forbidden();
    await next();
  });
}

/** Returns whether somebody has one of the roles, as stored now rather than as in the token. */
export const hasOneOf = ({ user }: SignedIn, roles: readonly Role[]): boolean =>
  user.roles.some((role) => roles.includes(role));

export const secondFactorRequired = defineError(
  'second_factor_required',
  'forbidden',
  'Sign in with two factors to do this',
);

/** `STAFF_SECOND_FACTOR`. */
export type StaffRules = { staffSecondFactor: 'required' | 'optional' };

/**
 * Passes only sessions with two kinds of proof, where staff must have them. Use after
 * `requireRole`, so that others do not hear of it. Throws `second_factor_required`.
 */
export function requireTwoFactors(provide: (c: Context) => StaffRules) {
  return createMiddleware<Env>(async (c, next) => {
    if (lacksTwoFactors(c.var.principal, provide(c))) throw secondFactorRequired({ detail: HOW });
    await next();
  });
}

/** Returns whether a session has one kind of proof where staff must have two. */
export const lacksTwoFactors = ({ claims }: SignedIn, { staffSecondFactor }: StaffRules): boolean =>
  staffSecondFactor === 'required' && !claims.amr.includes('mfa');

const HOW = [
  'Add a passkey or an authenticator app to your account,',
  'then sign in with it or prove yourself by `/auth/step-up`.',
].join(' ');
