import type { AuditStore } from '../audit/audit-store.ts';
import type { AuditRow } from '../audit/table.ts';
import type { EnqueueJob } from '../mail/job-queue.ts';
import { MINUTE, SECOND } from '../shared/clock.ts';
import {
  type Batch,
  type BatchResults,
  type Condition,
  type Database,
  runBatch,
  type Statement,
} from '../shared/database.ts';
import { type Log, orLog } from '../shared/log.ts';
import { toAccountView, type User } from '../users/user.ts';
import { CHANGED, changedMeanwhile, fenceOf, type VersionStore } from '../users/version-store.ts';
import type { AccountGuards } from './account-guards.ts';
import { type AnnounceDeps, type Announced, CHANGE_TIME, newAnnouncement } from './announce.ts';
import type { CurrentToken } from './guard-calls.ts';
import { settleAccountJob } from './settle-account.ts';
import type { Commit, Prepare } from './version-calls.ts';
import { SETTLE_DELAY, type Tightening } from './versions.ts';

/** Seconds after which a change whose commit was lost can be settled. */
const SETTLED = (CHANGE_TIME + SETTLE_DELAY) / SECOND + 1;

/** Milliseconds by which an event may be older than its change, which waits for a hash. */
const EVENT_AGE = MINUTE;

export type ChangeUserDeps = AnnounceDeps & {
  db: Database;
  audit: Pick<AuditStore, 'sinceStatement'>;
  versions: VersionStore;
  guards: AccountGuards;
  enqueue: EnqueueJob;
  log: Log;
  /** How long events are kept, in milliseconds. */
  keepFor: number;
};

export type UserChange<T extends Batch> = {
  userId: string;
  /** What the change takes away: gone from the start, and given back if D1 is never written. */
  tightens?: Tightening;
  /** What allowed it: the password, whose charge goes with the announcement. */
  success?: Prepare['success'];
  /** If the guard has been told already, by the call that judged the request. */
  announced?: Announced | undefined;
  statements: T;
  /** What is written in the same batch, whether or not the statements did what they were for. */
  also?: readonly Statement[];
  /** Whether the statements did what they were for. Defaults to true. */
  happened?: (results: BatchResults<T>) => boolean;
  /**
   * What holds in D1 after the statements if they did what they were for. Without it the version is
   * raised all the same, and a page of before counts as older than the user.
   */
  raisesIf?: Condition;
  /** For a change that begins an epoch: what becomes of sessions and tries if it happened. */
  endAll?: Commit['endAll'];
  /** Secrets that no longer count if it happened. */
  voids?: Commit['voids'];
  /** What to tell others if it happened, beside the commit. */
  tell?: () => Promise<unknown>;
  /** Whether a row older than its guard may be changed, as by a mailed link to a new password. */
  mayOutrank?: boolean;
  /** The version of the user that the change was decided by: it is made on no other. */
  seen?: number | undefined;
};

/**
 * `user` is null if there is none, or if nothing was raised; `kept` is the fresh token of the
 * session to keep. Without
 * `committed` the guard follows later.
 */
export type UserChanged<T extends Batch> = {
  results: BatchResults<T>;
  happened: boolean;
  user: User | null;
  kept: CurrentToken | null;
  committed: boolean;
};

/** Binds {@link changeUser} to its dependencies. */
export const createChangeUser =
  (deps: ChangeUserDeps) =>
  <const T extends Batch>(change: UserChange<T>): Promise<UserChanged<T>> =>
    changeUser(deps, change);
export type ChangeUser = ReturnType<typeof createChangeUser>;

/**
 * Changes a user: prepares it at the guard, writes D1 in one batch, and commits it at the guard.
 * Whatever a sign-in or the user's view depends on is changed here and nowhere else. If a step
 * fails or hangs, the next request after the deadline settles the change, and so does a job. Throws
 * `storage_unavailable`, also if D1 takes too long: the change may then be made until the deadline.
 * Throws what `tell` throws, once the guard has been told, and `changed_meanwhile` if the user is
 * not as `seen` any more.
 */
export async function changeUser<const T extends Batch>(
  deps: ChangeUserDeps,
  change: UserChange<T>,
): Promise<UserChanged<T>> {
  const { userId, happened, endAll, voids, tell } = change;
  const { guards, clock, keepFor } = deps;
  const { nonce, deadline, prepared } = change.announced ?? (await announce(deps, change));
  const since = prepared.erased ? 0 : prepared.since;
  const batch = await write(deps, change, { deadline, since }).catch(async (error: unknown) => {
    await giveUp(deps, { userId, nonce }, error);
    throw error;
  });
  const results = batch.slice(1, -2) as unknown as BatchResults<T>;
  const [user = null] = batch.at(-2) as User[];
  const events = (batch.at(-1) as AuditRow[]).map((row) => ({
    row,
    keepUntil: row.createdAt + keepFor,
  }));
  const isDone = happened?.(results) ?? true;
  const telling = isDone ? tell?.() : undefined;
  // Awaited after the commit, which goes on if it fails.
  telling?.catch(() => undefined);
  const follows = isDone
    ? { ...(endAll && { endAll }), ...(voids && { voids }) }
    : ({ undone: true } as const);
  let committed = true;
  const kept = await (user === null
    ? guards.abandon(userId, nonce)
    : guards.commit(userId, { nonce, view: toAccountView(user), events, now: clock(), ...follows })
  ).catch((error: unknown) => {
    committed = false;
    return settleLater(deps, userId, error);
  });
  await telling;
  return { results, happened: isDone, user, kept, committed };
}

async function announce(
  deps: ChangeUserDeps,
  { userId, tightens, success }: Pick<UserChange<Batch>, 'userId' | 'tightens' | 'success'>,
): Promise<Announced> {
  const change = newAnnouncement(deps, {
    ...(tightens && { tightens }),
    ...(success && { success }),
  });
  const prepared = await deps.guards
    .prepare(userId, change)
    .catch((error: unknown) => failLater(deps, userId, error));
  return { ...change, prepared };
}

/** Writes D1, unless the deadline has passed or the row is older than its guard. */
function write<const T extends Batch>(
  { db, audit, versions, clock }: ChangeUserDeps,
  { userId, statements, also = [], mayOutrank = false, seen, raisesIf }: UserChange<T>,
  { deadline, since }: { deadline: number; since: number },
) {
  const fence = { userId, deadline, since: mayOutrank ? 0 : since, seen };
  return runBatch(db, [
    versions.fenceStatement(fence),
    ...statements,
    ...also,
    versions.raiseStatement(userId, since, raisesIf),
    audit.sinceStatement(userId, clock() - EVENT_AGE),
  ]);
}

async function giveUp(
  deps: ChangeUserDeps,
  { userId, nonce }: { userId: string; nonce: string },
  error: unknown,
): Promise<void> {
  const why = fenceOf(error);
  if (why === null) return void (await settleLater(deps, userId, error));
  // Nothing was written, and the guard need not wait for the deadline to learn it.
  deps.log.error('change_refused', error, { user_id: userId, why });
  await orLog(deps.log, 'change_not_abandoned', deps.guards.abandon(userId, nonce));
  if (why === CHANGED) throw changedMeanwhile();
}

/** Throws the error, once whatever it left behind is sure to be settled. */
async function failLater(deps: ChangeUserDeps, userId: string, error: unknown): Promise<never> {
  await settleLater(deps, userId, error);
  throw error;
}

async function settleLater(
  { enqueue, log }: ChangeUserDeps,
  userId: string,
  error: unknown,
): Promise<null> {
  log.error('change_not_committed_at_guard', error);
  // Without the job the next request of the user settles it.
  await enqueue(settleAccountJob, { userId }, { delay: SETTLED }).catch((failure: unknown) =>
    log.error('change_not_settled_by_job', failure),
  );
  return null;
}
