import type { MarkedPerson } from '../../users/erasure-marks.ts';
import type { ImportStore } from '../../users/import-store.ts';
import { type ImportRules, type SourceRow, toUser } from './to-user.ts';

/** Returns the ids of those people who were erased here. */
export type FindErased = (people: MarkedPerson[]) => Promise<string[]>;

export type LookAheadDeps = { users: ImportStore; findErased: FindErased; rules: ImportRules };

/**
 * Creates the function that finds, among a few hundred rows, those that would bring back people who
 * were erased here. People with a new account are left out, because the import does not change it.
 */
export function createLookAhead({ users, findErased, rules }: LookAheadDeps) {
  return async function lookAhead(rows: SourceRow[]): Promise<SourceRow[]> {
    const people = rows.flatMap((row) => {
      const read = toUser(row, rules);
      return read.kind === 'user' ? [{ row, user: read.user }] : [];
    });
    if (people.length === 0) return [];
    const erased = new Set(
      await findErased(
        people.map(({ user: { id, emailNormalized } }) => ({ id, emailNormalized })),
      ),
    );
    const marked = people.filter(({ user }) => erased.has(user.id));
    if (marked.length === 0) return [];
    const holders = await users.findHolders(
      marked.map(({ user: { id, emailNormalized } }) => ({
        id,
        emailNormalized,
        usernameNormalized: null,
      })),
    );
    const there = new Set(holders.flatMap(({ id, emailNormalized }) => [id, emailNormalized]));
    return marked
      .filter(({ user }) => !there.has(user.id) && !there.has(user.emailNormalized))
      .map(({ row }) => row);
  };
}
