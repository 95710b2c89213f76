import type { Context } from 'hono';
import { type AuthenticateDeps, authenticate } from '../http/authenticate.ts';
import { type LimitDeps, limitByUser } from '../limits/limit.ts';
import type { SignedIn } from '../sessions/resolve-principal.ts';
import type { Clock } from '../shared/clock.ts';
import { freshProof } from '../step-up/fresh-proof.ts';
import { requireRole, requireTwoFactors, type StaffRules } from './require-role.ts';

export type StaffGateDeps = AuthenticateDeps<SignedIn> & LimitDeps & StaffRules;

/** Lets staff and admins read: signed in, by their role as stored now, with two factors. */
export const letStaffRead = (provide: (c: Context) => StaffGateDeps) =>
  [
    authenticate(provide, limitByUser(provide, 'admin_read')),
    requireRole('staff', 'admin'),
    requireTwoFactors(provide),
  ] as const;

/** Lets admins act: as for reading, and with a proof of the last ten minutes. */
export const letAdminsAct = (provide: (c: Context) => StaffGateDeps & { clock: Clock }) =>
  [
    authenticate(provide, limitByUser(provide, 'admin_act')),
    requireRole('admin'),
    requireTwoFactors(provide),
    freshProof(provide),
  ] as const;
