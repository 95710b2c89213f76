import type { EnqueueJob } from '../mail/job-queue.ts';
import { type Clock, SECOND } from '../shared/clock.ts';
import { type Batch, type BatchResults, type Database, runBatch } from '../shared/database.ts';
import type { Log } from '../shared/log.ts';
import type { Random } from '../shared/random.ts';
import { toAccountView, type User } from '../users/user.ts';
import type { VersionStore } from '../users/version-store.ts';
import type { Commit } from './account-calls.ts';
import type { AccountGuards } from './account-guards.ts';
import type { CurrentToken } from './guard-calls.ts';
import { settleAccountJob } from './settle-account.ts';
import { SETTLE_DELAY, type Tightening } from './versions.ts';

/** Milliseconds that D1 has for the change; its calls are given up after half of that. */
const CHANGE_TIME = 10_000;
/** Seconds after which a change whose commit was lost can be settled. */
const SETTLED = (CHANGE_TIME + SETTLE_DELAY) / SECOND + 1;

export type ChangeUserDeps = {
  db: Database;
  versions: VersionStore;
  guards: AccountGuards;
  enqueue: EnqueueJob;
  clock: Clock;
  /** The real clock, which D1's agrees with. */
  wall: Clock;
  random: Random;
  log: Log;
};

export type UserChange<T extends Batch> = {
  userId: string;
  /** What the change takes away: gone from the start, and given back if D1 is never written. */
  tightens?: Tightening;
  statements: T;
  /** Whether the statements did what they were for. Defaults to true. */
  happened?: (results: BatchResults<T>) => boolean;
  /** For a change that begins an epoch: what becomes of sessions and tries if it happened. */
  endAll?: Commit['endAll'];
  /** Whether a row older than its guard may be changed, as by a mailed link to a new password. */
  mayOutrank?: boolean;
};

/** `user` is null if there is none; `kept` is the fresh token of the session to keep. */
export type UserChanged<T extends Batch> = {
  results: BatchResults<T>;
  happened: boolean;
  user: User | null;
  kept: CurrentToken | null;
};

/** Binds {@link changeUser} to its dependencies. */
export const createChangeUser =
  (deps: ChangeUserDeps) =>
  <const T extends Batch>(change: UserChange<T>): Promise<UserChanged<T>> =>
    changeUser(deps, change);
export type ChangeUser = ReturnType<typeof createChangeUser>;

/**
 * Changes a user: prepares it at the guard, writes D1 in one batch, and commits it at the guard.
 * Whatever a sign-in or the user's view depends on is changed here and nowhere else. If the commit
 * is lost, the next request after the deadline settles it, and so does a job. Throws
 * `storage_unavailable`: D1 may then have been written, unless `happened` is known to be false.
 */
export async function changeUser<const T extends Batch>(
  deps: ChangeUserDeps,
  { userId, tightens, statements, happened, endAll, mayOutrank = false }: UserChange<T>,
): Promise<UserChanged<T>> {
  const { db, versions, guards, clock, wall, random } = deps;
  const nonce = random.uuid();
  const deadline = wall() + CHANGE_TIME;
  const announced = { nonce, deadline, now: clock(), ...(tightens && { tightens }) };
  const prepared = await guards.prepare(userId, announced);
  const since = prepared.erased ? 0 : prepared.since;
  const fence = { userId, deadline, since: mayOutrank ? 0 : since };
  const batch = await runBatch(db, [
    versions.fenceStatement(fence),
    ...statements,
    versions.raiseStatement(userId, since),
  ]).catch(async (error: unknown) => {
    await settleLater(deps, userId, error);
    throw error;
  });
  const results = batch.slice(1, -1) as unknown as BatchResults<T>;
  const [user = null] = batch.at(-1) as User[];
  const isDone = happened?.(results) ?? true;
  const ending = isDone && endAll !== undefined ? { endAll } : {};
  const kept = await (user === null
    ? guards.abandon(userId, nonce)
    : guards.commit(userId, { nonce, view: toAccountView(user), now: clock(), ...ending })
  ).catch((error: unknown) => settleLater(deps, userId, error));
  return { results, happened: isDone, user, kept };
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
