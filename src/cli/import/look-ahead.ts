import type { MarkedPerson } from '../../users/erasure-marks.ts';
import type { ImportStore } from '../../users/import-store.ts';
import { type ImportRules, type SourceRow, toUser } from './to-user.ts';

/** Of these people the ids of those who were erased here. */
export type FindErased = (people: MarkedPerson[]) => Promise<string[]>;

export type LookAheadDeps = { users: ImportStore; findErased: FindErased; rules: ImportRules };

/**
 * Makes the function that finds, among some hundred rows, those that would bring back somebody who was erased here. Whoever
 * has an account again is none of them: the import leaves that as it is.
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
