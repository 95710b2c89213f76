import { type RowReading, StaleRow } from '../guard/stale-row.ts';
import { errorFields, type Log } from '../shared/log.ts';
import type { User } from '../users/user.ts';
import type { UserStore } from '../users/user-store.ts';

export type JudgeByReplicaDeps<Store = UserStore> = {
  users: Store;
  /** The users at the nearest replica, which may lag without bound. */
  replicaUsers: Store;
  log: Log;
};

/** Users, and where they were read. */
export type Nearest<Row> = { found: Row[]; from: RowReading['from'] };

/**
 * Judges a sign-in by the users that a replica has for its name. What the replica says counts only
 * as long as the guard knows nothing else, and every refusal is the primary's word, so that known
 * and unknown names stay alike in time: `judge` calls `confirm` before it refuses. `begun` is a
 * first reading that goes on already. Throws `storage_unavailable`, and what `judge` throws.
 */
export async function judgeByReplica<T, Store, Row extends User>(
  deps: JudgeByReplicaDeps<Store>,
  read: (users: Store) => Promise<Row[]>,
  judge: (users: Row[], reading: RowReading) => Promise<T>,
  begun = readNearest(deps, read),
): Promise<T> {
  const { found, from } = await begun;
  let current: Row[] | null = null;
  const reading: RowReading = {
    from,
    confirm: async () => {
      if (reading.from === 'primary') return;
      current = await read(deps.users);
      if (!isSame(found, current)) throw new StaleRow();
      reading.from = 'primary';
    },
  };
  try {
    return await judge(found, reading);
  } catch (error) {
    if (!(error instanceof StaleRow)) throw error;
    const latest = current ?? (await read(deps.users));
    return judge(latest, { from: 'primary', confirm: async () => undefined });
  }
}

/** Reads the nearest replica; the primary if that fails. Throws `storage_unavailable`. */
export async function readNearest<Store, Row extends User>(
  { users, replicaUsers, log }: JudgeByReplicaDeps<Store>,
  read: (users: Store) => Promise<Row[]>,
): Promise<Nearest<Row>> {
  try {
    return { found: await read(replicaUsers), from: 'replica' };
  } catch (error) {
    // Right after a migration a replica may lack a table or a column.
    const found = await read(users);
    log.warn('replica_not_read', errorFields(error));
    return { found, from: 'primary' };
  }
}

const isSame = (one: User[], other: User[]): boolean =>
  JSON.stringify(one.map(standingOf)) === JSON.stringify(other.map(standingOf));

// The last sign-in has no version, and changes nothing.
const standingOf = ({ lastLoginAt, ...user }: User) => user;
