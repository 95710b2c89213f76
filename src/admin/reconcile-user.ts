import type { FindMissingEvents } from '../audit/missing-events-store.ts';
import type { AuditRow } from '../audit/table.ts';
import type { AccountGuards } from '../guard/account-guards.ts';
import type { InspectGuards } from '../guard/inspect-guards.ts';
import type { Inspection } from '../guard/inspection.ts';
import type { LedgerEntry } from '../guard/ledger-message.ts';
import type { SettleAccount } from '../guard/settle-account.ts';
import { isDead } from '../guard/versions.ts';
import type { ReadSessions } from '../sessions/read-sessions.ts';
import type { SessionStore } from '../sessions/session-store.ts';
import type { Clock } from '../shared/clock.ts';
import type { Log } from '../shared/log.ts';
import type { IdentityStore } from '../users/identity-store.ts';
import type { RemovedIdentityStore } from '../users/removed-identity-store.ts';
import type { User } from '../users/user.ts';
import { COMMAND_LINE } from './command-line.ts';
import { listLostEvents } from './list-lost-events.ts';
import { type IdentityDifference, planIdentities } from './plan-identities.ts';
import { namesOf, planRepair, type Repair } from './plan-repair.ts';
import { findObstacles, type RestoreUserDeps, restoreUser } from './restore-user.ts';

export type ReconcileUserDeps = RestoreUserDeps & {
  inspectGuards: InspectGuards;
  guards: AccountGuards;
  sessions: SessionStore;
  identities: Pick<IdentityStore, 'list'>;
  removedIdentities: RemovedIdentityStore;
  readSessions: ReadSessions;
  settleAccount: SettleAccount;
  findMissingEvents: FindMissingEvents;
  /** Writes to D1 what guards have decided. */
  tell: (entries: LedgerEntry[]) => Promise<void>;
  /** Mails a link to set a new password. */
  mailReset: (email: string) => Promise<void>;
  clock: Clock;
  wall: Clock;
  log: Log;
  /** How long events are kept, in milliseconds. */
  auditRetention: number;
};

/** What was found of a user, and repaired unless it was a dry run; nothing if all agrees. */
export type Reconciled = { id: string; repaired: string[]; problems: string[] };

/** `wasErased`: an account of this id was erased here, unless it was imported again. */
type How = { isDryRun: boolean; wasErased: boolean };

/**
 * Compares D1 with the guard of a user, and makes both say the same: what the guard knows better is
 * written to D1, what it does not know is taught to it. Safe to repeat at any time. Throws
 * `storage_unavailable`.
 */
export async function reconcileUser(
  deps: ReconcileUserDeps,
  id: string,
  { isDryRun, wasErased }: How,
): Promise<Reconciled> {
  const first = await deps.inspectGuards.inspect(id);
  if (first.isClosed) return refused(id, 'it is being erased');
  // Nothing is left in the guard of an erased account, so its row comes from a backup.
  if (wasErased && first.view === null && first.sessions.length === 0)
    return refused(id, 'it was erased: erase it again');
  if (first.pending.some((change) => !isDead(change, deps.wall())))
    return refused(id, 'another change is in progress; run it again');
  const unsettled = [
    ...(first.pending.length > 0 ? ['a change that died'] : []),
    ...(first.isUntaught ? ['sessions of an earlier release'] : []),
  ];
  const guard = unsettled.length === 0 || isDryRun ? first : await settle(deps, id, first);
  // Read after the guard was asked: what D1 has not got now, it has lost.
  const [row, kept, rows] = await Promise.all([
    deps.users.findById(id),
    deps.sessions.listAll(id),
    deps.identities.list(id),
  ]);
  if (row === null) return { id, repaired: [], problems: [] };
  const plan = planRepair(guard, { row, kept }, deps.clock());
  const events = await listLostEvents(deps, id);
  const identities = planIdentities(rows, events, row.createdAt);
  const work = { row, plan, events, identities, unsettled };
  const problems = guard.isSent ? [] : ['its outbox is not sent: the ledger queue takes nothing'];
  const found = await repair(deps, work, { isDryRun });
  return { id, repaired: found.repaired, problems: [...problems, ...found.problems] };
}

const refused = (id: string, why: string): Reconciled => ({ id, repaired: [], problems: [why] });

/** Settles what died half-way, teaches what an earlier release knew, and asks again. */
async function settle(
  { settleAccount, readSessions, inspectGuards }: ReconcileUserDeps,
  id: string,
  { pending, isUntaught }: Inspection,
): Promise<Inspection> {
  if (pending.length > 0) await settleAccount(id);
  if (isUntaught) await readSessions.teach(id);
  return inspectGuards.inspect(id);
}

type Work = {
  row: User;
  plan: Repair;
  events: AuditRow[];
  identities: IdentityDifference;
  unsettled: string[];
};

async function repair(
  deps: ReconcileUserDeps,
  { row, plan, events, identities, unsettled }: Work,
  { isDryRun }: Pick<How, 'isDryRun'>,
): Promise<Omit<Reconciled, 'id'>> {
  const { restores, edited } = plan;
  const obstacles = restores === null ? null : await findObstacles(deps, restores);
  const isRestored = restores !== null && obstacles?.isFree === true;
  const problems = [
    ...(obstacles?.problems ?? []),
    ...edited.map((name) => `${name} was edited in D1: change it through the service`),
    ...identities.lost.map(
      (name) => `the account at ${name} is lost: it has to be connected again`,
    ),
  ];
  const repaired = [
    ...unsettled,
    ...(isRestored ? ['version', ...namesOf(restores)] : []),
    ...identities.gone.map(({ provider }) => `identity ${provider}`),
    ...listOthers(plan, events),
  ];
  if (isDryRun || repaired.length === 0) return { repaired, problems };
  const event = toEvent(row.id, { repaired, problems, at: deps.clock() });
  if (plan.teaches) await deps.settleAccount(row.id);
  if (isRestored && !(await restoreUser(deps, { row, restores, event }, obstacles)))
    return { repaired: [], problems: [...problems, 'it has changed meanwhile: run it again'] };
  if (isRestored && restores.voidsPassword)
    problems.push(...(await mailReset(deps, restores.view.email)));
  // Before the events are written, which say what there is to do.
  await disconnect(deps, row.id, identities);
  await writeOthers(deps, row.id, { plan, events });
  if (!isRestored) await deps.audit.record(event);
  return { repaired, problems };
}

async function disconnect(
  { changeUser, removedIdentities }: ReconcileUserDeps,
  userId: string,
  { gone }: IdentityDifference,
): Promise<void> {
  if (gone.length === 0) return;
  const ids = gone.map(({ id }) => id);
  // It only takes away, so it may be done to a row that cannot be restored.
  const statements = [removedIdentities.removeStatement(userId, ids)] as const;
  await changeUser({ userId, tightens: { disconnects: { ids } }, statements, mayOutrank: true });
}

/** Mails a link to set a new password. Returns what is to be told if that fails. */
async function mailReset(deps: ReconcileUserDeps, email: string): Promise<string[]> {
  try {
    await deps.mailReset(email);
    return [];
  } catch (error) {
    deps.log.error('reset_not_mailed', error);
    return ['the link to a new password could not be mailed: they can ask for one'];
  }
}

function listOthers(plan: Repair, events: AuditRow[]): string[] {
  const counted = (count: number, what: string) => (count === 0 ? [] : [`${count} ${what}`]);
  return [
    ...(plan.teaches ? ['the guard was taught'] : []),
    ...counted(plan.tells.length + plan.retells.length, 'sessions written'),
    ...counted(plan.ends.length, 'sessions ended'),
    ...(plan.signIn === null ? [] : ['the last sign-in']),
    ...counted(events.length, 'events'),
  ];
}

async function writeOthers(
  { inspectGuards, sessions, tell, clock }: ReconcileUserDeps,
  userId: string,
  { plan, events }: Pick<Work, 'plan' | 'events'>,
): Promise<void> {
  const { tells, retells, ends, signIn } = plan;
  const now = clock();
  const raised = retells.length === 0 ? [] : await inspectGuards.retell(userId, retells, now);
  const entries: LedgerEntry[] = [
    ...[...tells, ...raised].map((session) => ({ session })),
    ...events.map((event) => ({ event })),
    ...(signIn === null ? [] : [{ signIn: { userId, at: signIn, factors: [] } }]),
  ];
  if (entries.length > 0) await tell(entries);
  if (ends.length > 0) await sessions.endMany(ends, { userId, now, reason: 'overtaken' });
}

function toEvent(
  userId: string,
  { repaired, problems, at }: Omit<Reconciled, 'id'> & { at: number },
) {
  const metadata = { repaired: repaired.join(', '), problems: problems.join('; ') || null };
  const type = 'admin.reconciled' as const;
  return { type, userId, actorId: null, origin: COMMAND_LINE, metadata, at };
}
