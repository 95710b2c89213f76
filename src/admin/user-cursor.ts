import { validationError } from '../http/errors.ts';
import { isSameSecret, type KeyRing, keyedDigest } from '../shared/digest.ts';
import type { UserFilters, UserOrder, UserPosition, UserSort } from '../users/user-query.ts';

/** What a list of users is asked for, but for the place in it. */
export type ListedUsers = UserFilters & { sort: UserSort; order: UserOrder };

const PLACE = /^(\d{1,16}|-)~([0-9a-z-]{1,40})~([\w-]{43})$/;

/**
 * Writes and reads cursors of lists of users. A cursor is a place in one order of one search: it
 * is signed with what was asked, so that none leads to another list, or to a place of somebody’s
 * own making.
 */
export type UserCursors = ReturnType<typeof createUserCursors>;

export function createUserCursors(keys: KeyRing) {
  const signatureOf = (key: Uint8Array, place: string, asked: ListedUsers) => {
    const { query, status, role, verified, secondFactor, lastSeen, sort, order } = asked;
    const all = [query, status, role, verified, secondFactor, lastSeen, sort, order];
    return keyedDigest(key, place, JSON.stringify(all.map((one) => one ?? null)));
  };
  return {
    /** Writes the cursor of a place; null for none. */
    write(asked: ListedUsers, next: UserPosition | null): string | null {
      if (next === null) return null;
      const place = `${next.at ?? '-'}~${next.id}`;
      return `${place}~${signatureOf(keys[0], place, asked)}`;
    },

    /** Reads a cursor. Throws `validation_error` for one of another list, and for what is none. */
    read(asked: ListedUsers, cursor: string | undefined): UserPosition | null {
      if (cursor === undefined) return null;
      const [, at, id, signature] = PLACE.exec(cursor) ?? [];
      if (at === undefined || id === undefined || signature === undefined) throw wrongCursor();
      const isOurs = keys.some((key) =>
        isSameSecret(signature, signatureOf(key, `${at}~${id}`, asked)),
      );
      if (!isOurs) throw wrongCursor();
      return { at: at === '-' ? null : Number(at), id };
    },
  };
}

const wrongCursor = () =>
  validationError({
    errors: [{ field: 'cursor', message: 'Not a cursor of this search.', code: 'custom' }],
  });
