import { notFound } from '../http/errors.ts';
import type { Clock } from '../shared/clock.ts';
import type { UserRecord } from '../users/user-directory-store.ts';
import type { UserState } from './bulk-job.ts';
import type { BulkJob, BulkStore, BulkUser, Counts, Draft } from './bulk-store.ts';
import { DRAFT_LIFE } from './start-job.ts';

/** Jobs that the list shows. */
const LATEST = 50;

/** Users by id, as they are now; who is gone is missing. */
export type People = ReadonlyMap<string, UserRecord>;

export type ViewJobsDeps = {
  bulk: Pick<BulkStore, 'list' | 'find' | 'countUsers' | 'listUsers' | 'findPeople'>;
  clock: Clock;
};
export type ViewJobs = ReturnType<typeof createViewJobs>;

export type SeenDraft = { kind: 'draft'; job: Draft; people: People };
export type SeenJob = {
  kind: 'job';
  job: BulkJob;
  counts: Counts;
  /** The state of the users that are shown. */
  shown: UserState;
  users: BulkUser[];
  people: People;
};

/**
 * What staff and admins see of jobs. Names are looked up, none is kept. Every method throws
 * `storage_unavailable`.
 */
export function createViewJobs({ bulk, clock }: ViewJobsDeps) {
  const peopleOf = async (ids: (string | null)[]): Promise<People> => {
    const known = [...new Set(ids)].filter((id) => id !== null);
    return new Map((await bulk.findPeople(known)).map((user) => [user.id, user]));
  };
  return {
    /** The latest jobs that were started, with how far each is. */
    async list(): Promise<{ jobs: (BulkJob & { counts: Counts })[]; people: People }> {
      const jobs = await bulk.list(LATEST);
      const [counts, people] = await Promise.all([
        bulk.countUsers(jobs.map(({ id }) => id)),
        peopleOf(jobs.map(({ actorId }) => actorId)),
      ]);
      const counted = jobs.map((job) => ({ ...job, counts: counts.get(job.id) ?? NOBODY }));
      return { jobs: counted, people };
    },

    /**
     * A job with its users in a state, by default those who went wrong, or a draft of the viewer.
     * Throws `not_found`, also for a
     * draft of somebody else, or one that is too old to be started.
     */
    async see(
      id: string,
      state: UserState | undefined,
      viewerId: string,
    ): Promise<SeenDraft | SeenJob> {
      const [job, counted] = await Promise.all([bulk.find(id), bulk.countUsers([id])]);
      if (job === null) throw notFound();
      if (job.state === 'draft') {
        const isTooOld = job.createdAt <= clock() - DRAFT_LIFE;
        if (job.actorId !== viewerId || isTooOld) throw notFound();
        return { kind: 'draft', job, people: await peopleOf(job.userIds) };
      }
      const counts = counted.get(id) ?? NOBODY;
      const shown = state ?? worthALook(counts);
      const users = await bulk.listUsers(id, shown);
      const people = await peopleOf([
        job.actorId,
        job.stoppedBy,
        ...users.map(({ userId }) => userId),
      ]);
      return { kind: 'job', job, counts, shown, users, people };
    },
  };
}

const NOBODY: Counts = { waiting: 0, done: 0, skipped: 0, failed: 0 };

const worthALook = ({ failed, skipped }: Counts): UserState =>
  failed > 0 ? 'failed' : skipped > 0 ? 'skipped' : 'done';
