import * as z from 'zod';
import type { AuditStore } from '../audit/audit-store.ts';
import type { ChangeUser } from '../guard/change-user.ts';
import type { ClientInfo } from '../http/client-info.ts';
import { forbidden, notFound } from '../http/errors.ts';
import type { JobKind } from '../mail/job-queue.ts';
import type { Clock } from '../shared/clock.ts';
import { ROLES, type Role } from '../shared/role.ts';
import type { UserDirectoryStore, UserRecord } from '../users/user-directory-store.ts';
import { requireSeen } from './require-seen.ts';

/**
 * Sent by deployments that taught the guard roles apart from the rest of the user: whatever is
 * still queued settles the account.
 */
export const applyRolesJob: JobKind<{ userId: string }> = {
  type: 'admin.apply_roles',
  payload: z.object({ userId: z.string() }),
};

export type SetRolesDeps = {
  directory: UserDirectoryStore;
  audit: AuditStore;
  changeUser: ChangeUser;
  clock: Clock;
};
/** `actorId` is null for an operator on the command line. */
export type SetRolesInput = {
  userId: string;
  roles: Role[];
  actorId: string | null;
  reason: string | null;
  /** The version of the user that the administrator saw: roles are set on no other. */
  seen?: number | undefined;
  client: ClientInfo;
};
export type SetRoles = (input: SetRolesInput) => Promise<UserRecord>;

/** Returns the roles in their fixed order without duplicates; every account has `user`. */
export function normalizeRoles(roles: Role[]): Role[] {
  return ROLES.filter((role) => role === 'user' || roles.includes(role));
}

export function createSetRoles(deps: SetRolesDeps): SetRoles {
  return (input) => setRoles(deps, input);
}

/**
 * Replaces a user’s roles; their next request shows them. Throws `not_found`, `forbidden` if no
 * admin would be left or the address is not verified, `changed_meanwhile` if the user is not as
 * `seen` any more, and `storage_unavailable`, after which it can be repeated.
 */
export async function setRoles(
  deps: SetRolesDeps,
  { userId, roles: given, actorId, reason, seen, client }: SetRolesInput,
): Promise<UserRecord> {
  const { directory, audit, changeUser, clock } = deps;
  const user = await directory.findRecord(userId);
  if (user === null) throw notFound({ detail: 'No user has this id.' });
  requireSeen(user, seen);
  const roles = normalizeRoles(given);
  // A stranger may have registered an unverified address, and would sign in with these roles.
  if (roles.length > 1 && user.emailVerifiedAt === null)
    throw forbidden({ detail: 'The email address of this user is not verified.' });
  const now = clock();
  const metadata = { from: user.roles.join(' '), to: roles.join(' '), reason };
  const event = {
    type: 'admin.roles_changed',
    userId,
    actorId,
    origin: client,
    metadata,
    at: now,
  } as const;
  const allowed = directory.rolesCondition(userId, roles);
  const left = user.roles.filter((role) => roles.includes(role));
  const { results } = await changeUser({
    userId,
    seen,
    ...(left.length < user.roles.length && { tightens: { roles: left } }),
    statements: [
      audit.recordWhenStatement(event, allowed),
      directory.setRolesStatement(userId, roles, now),
    ],
    happened: ([, changed]) => changed.length > 0,
    raisesIf: allowed,
  });
  const [{ rolesChangedAt } = { rolesChangedAt: null }] = results[1];
  if (rolesChangedAt === null) throw forbidden({ detail: 'The last admin cannot be demoted.' });
  return { ...user, roles, rolesChangedAt, updatedAt: now };
}
