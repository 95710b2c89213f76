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
  changedAt: z.number(),
});

/** Roles that D1 has and the guard could not be told of: told again until it hears. */
export const applyRolesJob: JobKind<z.infer<typeof change>> = {
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
/** `actorId` is null for an act of the operator's command line. */
export type SetRolesInput = {
  userId: string;
  roles: Role[];
  actorId: string | null;
  reason: string | null;
  client: ClientInfo;
};
export type SetRoles = (input: SetRolesInput) => Promise<UserRecord>;

/** The roles in their order, without repetition; everybody is a user. */
export function normalizeRoles(roles: Role[]): Role[] {
  return ROLES.filter((role) => role === 'user' || roles.includes(role));
}

/**
 * Gives a user roles; their very next refresh shows them. Throws `not_found`, `forbidden` when no admin would be left or the address is not verified,
 * `storage_unavailable`; after the last it may be repeated.
 */
export function createSetRoles({
  db,
  directory,
  audit,
  guards,
  enqueue,
  clock,
  log,
}: SetRolesDeps): SetRoles {
  async function tellGuard(told: z.infer<typeof change>): Promise<void> {
    await guards
      .setRoles(told.userId, { roles: told.roles, changedAt: told.changedAt, now: clock() })
      .catch(async (error: unknown) => {
        log.error('guard_not_told_of_roles', error);
        await enqueue(applyRolesJob, told);
      });
  }

  return async function setRoles({ userId, roles: given, actorId, reason, client }) {
    const user = await directory.findRecord(userId);
    if (user === null) throw notFound();
    const roles = normalizeRoles(given);
    // An address that nobody proved may have been registered by a stranger, whose password would count.
    if (roles.length > 1 && user.emailVerifiedAt === null)
      throw forbidden({ detail: 'The address of this user is not verified.' });
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
    if (rolesChangedAt === null) throw forbidden({ detail: 'The last admin cannot be removed.' });
    await tellGuard({ userId, roles, changedAt: rolesChangedAt });
    return { ...user, roles, rolesChangedAt, updatedAt: now };
  };
}

/** Works off {@link applyRolesJob}. The guard keeps later roles that it knows of; somebody erased meanwhile gets no new guard. */
export function createApplyRoles({
  directory,
  guards,
  clock,
}: {
  directory: UserDirectoryStore;
  guards: AccountGuards;
  clock: Clock;
}) {
  return async ({ userId, roles, changedAt }: z.infer<typeof change>): Promise<void> => {
    if ((await directory.findRecord(userId)) !== null)
      await guards.setRoles(userId, { roles, changedAt, now: clock() });
  };
}
