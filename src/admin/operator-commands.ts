import { forbidden, notFound } from '../http/errors.ts';
import type { ManageClients } from '../oauth/clients/manage-clients.ts';
import type { ErasureMarks } from '../users/erasure-marks.ts';
import { normalizeEmail } from '../users/identifiers.ts';
import type { User } from '../users/user.ts';
import type { Act } from './act-on-user.ts';
import { type AdminUserView, toAdminUserView } from './admin-user-view.ts';
import { runClientCommand } from './client-commands.ts';
import { BY_OPERATOR } from './command-line.ts';
import { type CreateAdminDeps, createAdmin } from './create-admin.ts';
import { readPeople } from './read-people.ts';
import type { ReconciledPage } from './reconcile.ts';
import type { ViewUsers } from './view-users.ts';

export type OperatorCommandsDeps = CreateAdminDeps & {
  marks: ErasureMarks;
  viewUsers: ViewUsers;
  flush: () => Promise<object>;
  countExpired: () => Promise<number>;
  listSeals: () => Promise<object[]>;
  sealSecrets: (secrets: string) => Promise<object[]>;
  exportAccount: (userId: string) => Promise<object>;
  reconcile: (query: string) => Promise<ReconciledPage>;
  manageClients: ManageClients;
};
export type OperatorCommands = ReturnType<typeof createOperatorCommands>;

/** Returns whether a command of that name exists. */
export function isCommand(
  commands: OperatorCommands,
  name: string,
): name is keyof OperatorCommands {
  return Object.hasOwn(commands, name);
}

/**
 * The commands that operators run from the command line. They throw `not_found`,
 * `validation_error`, `forbidden`, `storage_unavailable`.
 */
export function createOperatorCommands(deps: OperatorCommandsDeps) {
  const {
    marks,
    viewUsers,
    flush,
    countExpired,
    listSeals,
    sealSecrets,
    exportAccount,
    reconcile,
    manageClients,
  } = deps;
  return {
    create: (email: string) => createAdmin(deps, email),
    promote: (email: string) => promote(deps, email),
    unlock: (email: string) => act(deps, email, 'unlock'),
    endSessions: (email: string) => act(deps, email, 'terminate-sessions'),
    export: async (email: string) => exportAccount((await findUser(deps, email)).id),
    stats: () => viewUsers.count(),
    flush: () => flush(),
    /** Compares D1 with guards and repairs it; takes a `ReconcileQuery` as JSON. */
    reconcile: (query: string) => reconcile(query),
    /** Does something about OAuth clients; takes a `ClientCommand` as JSON. */
    client: (command: string) => runClientCommand(manageClients, command),
    /** Counts the secrets of second factors by the key that seals them. */
    seals: () => listSeals(),
    /** Seals a JSON list of secrets of imported factors. */
    seal: (secrets: string) => sealSecrets(secrets),
    /** Returns how many rows a flush would delete. */
    expired: () => countExpired(),
    /** Of a JSON list of people to import, returns the ids of those erased here before. */
    erased: async (people: string) => marks.findErased(readPeople(people)),
  };
}

/** Makes the owner of a verified address an admin. */
async function promote(deps: OperatorCommandsDeps, email: string): Promise<AdminUserView> {
  const user = await findUser(deps, email);
  if (user.emailVerifiedAt === null)
    throw forbidden({
      detail: `The address ${email} is not verified; use create to vouch for it.`,
    });
  const roles = [...user.roles, 'admin' as const];
  return toAdminUserView(await deps.setRoles({ userId: user.id, roles, ...BY_OPERATOR }));
}

async function act(deps: OperatorCommandsDeps, email: string, name: Act): Promise<AdminUserView> {
  const { id: userId } = await findUser(deps, email);
  return toAdminUserView(await deps.actOnUser({ userId, act: name, ...BY_OPERATOR }));
}

async function findUser({ users }: OperatorCommandsDeps, email: string): Promise<User> {
  const user = await users.findByEmail(normalizeEmail(email));
  if (user === null) throw notFound({ detail: `No user has the address ${email}.` });
  return user;
}
