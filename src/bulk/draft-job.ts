import type { Clock } from '../shared/clock.ts';
import type { Random } from '../shared/random.ts';
import type { UserDirectoryStore } from '../users/user-directory-store.ts';
import type { UserPosition, UserQuery } from '../users/user-query.ts';
import type { UserRecord } from '../users/user-record-store.ts';
import { type BulkAct, type LeftOut, MOST_USERS, whyNot } from './bulk-job.ts';
import type { BulkStore } from './bulk-store.ts';

type Search = Omit<UserQuery, 'after' | 'limit' | 'now'>;
/** Pages of a search that are looked through; each is of at most 5,000 users. */
const MOST_PAGES = 20;
/** All that a search finds, or these. */
export type Chosen = { search: Search } | { ids: string[] };

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
 * {@link MOST_USERS}, these are the first of its order. Throws `storage_unavailable`.
 */
export async function draftJob(
  { bulk, directory, clock, random }: DraftJobDeps,
  { act, chosen, actorId }: DraftJobInput,
): Promise<{ id: string }> {
  const now = clock();
  const { found, isMore } =
    'ids' in chosen
      ? { found: await bulk.findPeople(chosen.ids), isMore: false }
      : await findAll(directory, chosen.search, now);
  const leftOut: LeftOut = {};
  const leaveOut = (why: keyof LeftOut, n = 1) => {
    leftOut[why] = (leftOut[why] ?? 0) + n;
  };
  if (isMore) leaveOut('more');
  if ('ids' in chosen && chosen.ids.length > found.length)
    leaveOut('gone', chosen.ids.length - found.length);
  const userIds = found.flatMap((user) => {
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

/** Walks a search to its end, until there are {@link MOST_USERS}, or it has cost enough. */
async function findAll(directory: DraftJobDeps['directory'], search: Search, now: number) {
  const found: UserRecord[] = [];
  let after: UserPosition | null = null;
  for (let pages = 0; pages < MOST_PAGES && found.length < MOST_USERS; pages++) {
    const limit = MOST_USERS - found.length;
    const page = await directory.list({ ...search, after, limit, now });
    found.push(...page.users);
    after = page.next;
    if (after === null) break;
  }
  return { found, isMore: after !== null };
}

/** Binds {@link draftJob} to its dependencies. */
export const createDraftJob =
  (deps: DraftJobDeps): DraftJob =>
  (input) =>
    draftJob(deps, input);
