import type { AuditStore } from '../audit/audit-store.ts';
import { validationError } from '../http/errors.ts';
import type { Clock } from '../shared/clock.ts';
import type { Random } from '../shared/random.ts';
import type { AddressStore } from '../users/address-store.ts';
import { emptyUser } from '../users/empty-user.ts';
import { emailSchema, normalizeEmail } from '../users/identifiers.ts';
import type { RegistrationStore } from '../users/registration-store.ts';
import type { UserStore } from '../users/user-store.ts';
import type { ActOnUser } from './act-on-user.ts';
import { type AdminUserView, toAdminUserView } from './admin-user-view.ts';
import { BY_OPERATOR, COMMAND_LINE } from './command-line.ts';
import type { SetRoles } from './set-roles.ts';

export type CreateAdminDeps = {
  users: UserStore;
  addresses: AddressStore;
  registrations: RegistrationStore;
  audit: AuditStore;
  actOnUser: ActOnUser;
  setRoles: SetRoles;
  /** Mails a link to set a first password. */
  invite: (email: string) => Promise<void>;
  clock: Clock;
  random: Random;
};

/**
 * Makes the owner of an address an admin. If the address has no owner, adds an account on the
 * operator’s word and mails a link to set a password; a password that was set before the address
 * was verified becomes invalid. Throws `validation_error`, `forbidden`, `storage_unavailable`.
 */
export async function createAdmin(deps: CreateAdminDeps, given: string): Promise<AdminUserView> {
  const { addresses, setRoles, actOnUser, invite } = deps;
  const email = emailSchema.safeParse(given).data;
  if (email === undefined) throw validationError({ detail: `${given} is not an email address.` });
  const { owner, registrations } = await addresses.listHolders(normalizeEmail(email));
  if (owner !== null) {
    const roles = [...owner.roles, 'admin' as const];
    const admin = await setRoles({ userId: owner.id, roles, ...BY_OPERATOR });
    if (owner.passwordHash === null) await invite(owner.email);
    return toAdminUserView(admin);
  }
  // A stranger may be signed in to an unverified registration: one with sessions is not reused.
  const unused = registrations.find(({ hasSessions }) => !hasSessions);
  const userId = unused?.id ?? (await addUser(deps, email));
  const user = await actOnUser({ userId, act: 'verify-email', ...BY_OPERATOR });
  const roles = [...user.roles, 'admin' as const];
  return toAdminUserView(await setRoles({ userId, roles, ...BY_OPERATOR }));
}

/** Adds an account without a password or a name, and returns its id. */
async function addUser(
  { users, registrations, audit, clock, random }: CreateAdminDeps,
  email: string,
): Promise<string> {
  const now = clock();
  const id = random.uuidAt(now);
  const event = {
    type: 'user.registered',
    userId: id,
    actorId: null,
    origin: COMMAND_LINE,
    at: now,
  } as const;
  const isAdded = users.existsCondition(id);
  await registrations.add(emptyUser(id, email, now), [audit.recordWhenStatement(event, isAdded)]);
  return id;
}
