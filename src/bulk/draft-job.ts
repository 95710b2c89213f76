import type { Clock } from '../shared/clock.ts';
import type { Random } from '../shared/random.ts';
import type { UserDirectoryStore, UserQuery } from '../users/user-directory-store.ts';
import { type BulkAct, type LeftOut, MOST_USERS, whyNot } from './bulk-job.ts';
import type { BulkStore } from './bulk-store.ts';

/** Everyone whom a search finds, or these. */
export type Chosen = { search: Omit<UserQuery, 'cursor' | 'limit' | 'now'> } | { ids: string[] };

export type DraftJobDeps = {
  bulk: Pick<BulkStore, 'insert' | 'findPeople'>;
  directory: Pick<UserDirectoryStore, 'list'>;
  clock: Clock;
  random: Random;
};
export type DraftJobInput = { act: BulkAct; chosen: Chosen; actorId: string };
export type DraftJob = (input: DraftJobInput) => Promise<{ id: string }>;

/**
 * Keeps who is to be acted on, to be confirmed: the ids as they are now, without staff, admins, the
 * actor, and those for whom there is nothing to do. Of a search that finds more than
 * {@link MOST_USERS}, these are the newest. Throws `storage_unavailable`.
 */
export async function draftJob(
  { bulk, directory, clock, random }: DraftJobDeps,
  { act, chosen, actorId }: DraftJobInput,
): Promise<{ id: string }> {
  const now = clock();
  const found =
    'ids' in chosen
      ? await bulk.findPeople(chosen.ids)
      : await directory.list({ ...chosen.search, cursor: undefined, limit: MOST_USERS, now });
  const leftOut: LeftOut = {};
  const leaveOut = (why: keyof LeftOut, n = 1) => {
    leftOut[why] = (leftOut[why] ?? 0) + n;
  };
  if (found.length > MOST_USERS) leaveOut('more');
  if ('ids' in chosen && chosen.ids.length > found.length)
    leaveOut('gone', chosen.ids.length - found.length);
  const userIds = found.slice(0, MOST_USERS).flatMap((user) => {
    const why = whyNot(act, user, actorId);
    if (why === null) return [user.id];
    leaveOut(why);
    return [];
  });
  const id = random.uuidAt(now);
  const made = { createdAt: now, heardAt: now };
  await bulk.insert({ id, act, state: 'draft', actorId, userIds, leftOut, ...made });
  return { id };
}

/** Binds {@link draftJob} to its dependencies. */
export const createDraftJob =
  (deps: DraftJobDeps): DraftJob =>
  (input) =>
    draftJob(deps, input);
