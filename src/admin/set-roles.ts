import * as z from 'zod';
import type { AuditStore } from '../audit/audit-store.ts';
import type { AccountGuards } from '../guard/account-guards.ts';
import type { ClientInfo } from '../http/client-info.ts';
import { forbidden, notFound } from '../http/errors.ts';
import type { EnqueueJob, JobKind } from '../mail/job-queue.ts';
import type { Clock } from '../shared/clock.ts';
import { type Database, runBatch } from '../shared/database.ts';
import type { Log } from '../shared/log.ts';
import { ROLES, type Role } from '../shared/role.ts';
import type { UserDirectoryStore, UserRecord } from '../users/user-directory-store.ts';

const change = z.object({
  userId: z.string(),
  roles: z.array(z.enum(ROLES)),
  /** Epoch milliseconds. */
  changedAt: z.number(),
});
type RolesChange = z.infer<typeof change>;

/** Retries setting roles at the guard after D1 has already stored them. */
export const applyRolesJob: JobKind<RolesChange> = {
  type: 'admin.apply_roles',
  payload: change,
};

export type SetRolesDeps = {
  db: Database;
  directory: UserDirectoryStore;
  audit: AuditStore;
  guards: AccountGuards;
  enqueue: EnqueueJob;
  clock: Clock;
  log: Log;
};
/** `actorId` is null for an operator on the command line. */
export type SetRolesInput = {
  userId: string;
  roles: Role[];
  actorId: string | null;
  reason: string | null;
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
 * Replaces a user’s roles; their next refresh shows them. Throws `not_found`, `forbidden` if no
 * admin would be left or the address is not verified, and `storage_unavailable`, after which it can
 * be repeated.
 */
export async function setRoles(
  deps: SetRolesDeps,
  { userId, roles: given, actorId, reason, client }: SetRolesInput,
): Promise<UserRecord> {
  const { db, directory, audit, clock } = deps;
  const user = await directory.findRecord(userId);
  if (user === null) throw notFound();
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
  const [, changed] = await runBatch(db, [
    audit.recordWhenStatement(event, directory.rolesCondition(userId, roles)),
    directory.setRolesStatement(userId, roles, now),
  ]);
  const [{ rolesChangedAt } = { rolesChangedAt: null }] = changed;
  if (rolesChangedAt === null) throw forbidden({ detail: 'The last admin cannot be demoted.' });
  await applyAtGuard(deps, { userId, roles, changedAt: rolesChangedAt });
  return { ...user, roles, rolesChangedAt, updatedAt: now };
}

/** Leaves the guard to a job if it cannot be reached. */
async function applyAtGuard(
  { guards, enqueue, clock, log }: SetRolesDeps,
  applied: RolesChange,
): Promise<void> {
  const { userId, roles, changedAt } = applied;
  await guards
    .setRoles(userId, { roles, changedAt, now: clock() })
    .catch(async (error: unknown) => {
      log.error('guard_not_told_of_roles', error);
      await enqueue(applyRolesJob, applied);
    });
}

export type ApplyRolesDeps = {
  directory: UserDirectoryStore;
  guards: AccountGuards;
  clock: Clock;
};

export function createApplyRoles(deps: ApplyRolesDeps) {
  return (change: RolesChange): Promise<void> => applyRoles(deps, change);
}

/**
 * Handles {@link applyRolesJob}. The guard keeps later roles; an account erased since the change
 * gets no new guard. Throws `storage_unavailable`.
 */
export async function applyRoles(
  { directory, guards, clock }: ApplyRolesDeps,
  { userId, roles, changedAt }: RolesChange,
): Promise<void> {
  if ((await directory.findRecord(userId)) !== null)
    await guards.setRoles(userId, { roles, changedAt, now: clock() });
}
