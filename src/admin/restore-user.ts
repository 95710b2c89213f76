import type { AuditStore } from '../audit/audit-store.ts';
import type { AuditEvent } from '../audit/event.ts';
import type { ChangeUser } from '../guard/change-user.ts';
import { mailedCodeFactor } from '../second-step/factors/mailed-code.ts';
import type { Clock } from '../shared/clock.ts';
import type { Batch } from '../shared/database.ts';
import type { Random } from '../shared/random.ts';
import type { AddressStore } from '../users/address-store.ts';
import { normalizeUsername } from '../users/identifiers.ts';
import type { RestoredUserStore } from '../users/restored-user-store.ts';
import type { AccountView, User } from '../users/user.ts';
import type { UserStore } from '../users/user-store.ts';
import type { Repair } from './plan-repair.ts';

export type RestoreUserDeps = {
  users: UserStore;
  addresses: AddressStore;
  restored: RestoredUserStore;
  audit: AuditStore;
  changeUser: ChangeUser;
  clock: Clock;
  random: Random;
};

/** What of a user cannot be brought back. Without `isFree` nothing is written. */
export type Obstacles = { isFree: boolean; problems: string[]; hasUsername: boolean };

type Restores = NonNullable<Repair['restores']>;

/** Kinds of second factors that need no secret, so that the kind is all there is to know. */
const WITHOUT_SECRET: readonly string[] = [mailedCodeFactor.kind];

/** Finds what stands in the way of a restore. Changes nothing. Throws `storage_unavailable`. */
export async function findObstacles(
  { users, addresses }: Pick<RestoreUserDeps, 'users' | 'addresses'>,
  { view, lacks }: Restores,
): Promise<Obstacles> {
  const isProved = view.emailVerifiedAt !== null;
  const [holders, named] = await Promise.all([
    addresses.listHolders(view.emailNormalized),
    view.username === null ? [] : users.listByUsername(normalizeUsername(view.username)),
  ]);
  const inUse = holders.registrations.filter(({ hasSessions }) => hasSessions);
  const others = [...(holders.owner === null ? [] : [holders.owner]), ...inUse];
  const isFree = !isProved || others.every(({ id }) => id === view.id);
  const hasUsername = !isProved || named.every(({ id }) => id === view.id);
  const lost = lacks.filter((kind) => !WITHOUT_SECRET.includes(kind));
  const problems = [
    ...(isFree ? [] : ['another account has the address: nothing of the user is written']),
    ...(hasUsername ? [] : ['another account has the username: it is left out']),
    ...lost.map((kind) => `the secret of the factor ${kind} is lost: it has to be set up again`),
  ];
  return { isFree, problems, hasUsername };
}

/**
 * Writes to D1 what the guard knows of a user, with an event, and raises the version above both.
 * Returns whether it happened: not if the row has changed since it was read. Throws
 * `storage_unavailable`.
 */
export async function restoreUser(
  deps: RestoreUserDeps,
  { row, restores, event }: { row: User; restores: Restores; event: AuditEvent },
  { hasUsername }: Obstacles,
): Promise<boolean> {
  const { restored, addresses, audit, changeUser, clock, random } = deps;
  const { voidsPassword, lacks, removes } = restores;
  const view: AccountView = hasUsername ? restores.view : { ...restores.view, username: null };
  const adds = lacks
    .filter((kind) => WITHOUT_SECRET.includes(kind))
    .map((kind) => ({ id: random.uuid(), kind }));
  const version = row.version;
  const given = { view, version, voidsPassword, factors: { adds, removes }, now: clock() };
  const statements: Batch = [
    audit.recordWhenStatement(event, restored.restorableCondition(given)),
    ...restored.restoreStatements(given),
    addresses.yieldStatement(view.id, view.emailNormalized),
  ];
  const { happened } = await changeUser<Batch>({
    userId: view.id,
    statements,
    happened: (results) => (results.at(-2) as unknown[]).length > 0,
    mayOutrank: true,
  });
  return happened;
}
