import {
  and,
  desc,
  eq,
  exists,
  isNotNull,
  isNull,
  notInArray,
  or,
  type SQL,
  sql,
} from 'drizzle-orm';
import type { Database } from '../shared/database.ts';
import { addressRules } from './address-rules-store.ts';
import { passwordHistory } from './former/table.ts';
import { nextEpoch, users } from './table.ts';

export type PasswordChange = {
  userId: string;
  oldHash: string | null;
  /** The epoch when the change was decided. */
  signInEpoch: number;
  newHash: string;
  /** Epoch milliseconds. */
  now: number;
  /** Id of the history row for the former password. */
  historyId: string;
  keep: number;
  /** Whether the change proves the address, as a mailed link does: other registrations yield. */
  verifiesEmail: boolean;
};

/**
 * Reads and writes present and former passwords. Methods named `…Statements` build statements for
 * the caller's batch.
 */
export type PasswordStore = ReturnType<typeof createPasswordStore>;

/** Password hashes in D1. */
export function createPasswordStore(db: Database) {
  return { ...formerPasswords(db), ...changes(db), ...revocation(db), ...presentPassword(db) };
}

function formerPasswords(db: Database) {
  return {
    /** Up to `count` hashes of former passwords, newest first. */
    async listFormerPasswords(id: string, count: number): Promise<string[]> {
      const rows = await db
        .select({ hash: passwordHistory.passwordHash })
        .from(passwordHistory)
        .where(eq(passwordHistory.userId, id))
        .orderBy(desc(passwordHistory.createdAt), desc(passwordHistory.id))
        .limit(count);
      return rows.map(({ hash }) => hash);
    },
  };
}

function changes(db: Database) {
  const rules = addressRules(db);
  const emailOf = (id: string) =>
    sql`(${db.select({ email: users.emailNormalized }).from(users).where(eq(users.id, id))})`;

  return {
    /**
     * Sets a password if it is still `oldHash` and no session has been ended since by something
     * stronger, such as a forced reset (`signInEpoch`); moves the old hash to the history and keeps
     * `keep` rows there. The statements go into one batch, in this order; the second returns the
     * new epoch only if it happened, and {@link passwordIs} holds from then on.
     */
    changePasswordStatements(change: PasswordChange) {
      const { userId, oldHash, signInEpoch, newHash, now, historyId, keep, verifiesEmail } = change;
      const sameHash =
        oldHash === null ? isNull(users.passwordHash) : eq(users.passwordHash, oldHash);
      const unchanged = and(
        eq(users.id, userId),
        eq(users.signInEpoch, signInEpoch),
        sameHash,
        verifiesEmail
          ? or(isNotNull(users.emailVerifiedAt), rules.yields(users.emailNormalized))
          : undefined,
      );
      const newest = db
        .select({ id: passwordHistory.id })
        .from(passwordHistory)
        .where(eq(passwordHistory.userId, userId))
        .orderBy(desc(passwordHistory.createdAt), desc(passwordHistory.id))
        .limit(keep);
      return [
        db
          .insert(passwordHistory)
          .select(formerPassword(db, userId, historyId, now, unchanged) as never),
        db
          .update(users)
          .set({
            passwordHash: newHash,
            // Strictly increasing: it tells sign-ins before and after the change apart.
            passwordChangedAt: nextEpoch(now),
            signInEpoch: nextEpoch(now),
            passwordBreachedAt: null,
            updatedAt: now,
            ...(verifiesEmail
              ? {
                  emailVerifiedAt: sql`coalesce(${users.emailVerifiedAt}, ${now})`,
                  ...rules.freeUsername,
                }
              : {}),
          })
          .where(unchanged)
          .returning({ signInEpoch: users.signInEpoch }),
        db
          .delete(passwordHistory)
          .where(and(eq(passwordHistory.userId, userId), notInArray(passwordHistory.id, newest))),
        ...(verifiesEmail ? [rules.yieldStatement(userId, emailOf(userId))] : []),
      ] as const;
    },
  };
}

function revocation(db: Database) {
  return {
    /**
     * Removes the password, so that a mailed link must set a new one, and voids every sign-in, if
     * `when` holds. The second statement returns the new epoch if it happened.
     */
    revokePasswordStatements(id: string, historyId: string, now: number, when?: SQL) {
      return [
        db.insert(passwordHistory).select(formerPassword(db, id, historyId, now, when) as never),
        db
          .update(users)
          .set({
            passwordHash: null,
            passwordChangedAt: nextEpoch(now),
            signInEpoch: nextEpoch(now),
            updatedAt: now,
          })
          .where(and(eq(users.id, id), when))
          .returning({ signInEpoch: users.signInEpoch }),
      ] as const;
    },
  };
}

function presentPassword(db: Database) {
  return {
    /** Holds if this is the user's password now. */
    passwordIs: (id: string, hash: string): SQL =>
      exists(
        db
          .select({ id: users.id })
          .from(users)
          .where(and(eq(users.id, id), eq(users.passwordHash, hash))),
      ),

    /**
     * Flags an account whose password was found in a leak. False if it has changed since. Raises no
     * version: no sign-in and no view depends on the flag.
     */
    async flagBreachedPassword(id: string, passwordHash: string, now: number): Promise<boolean> {
      const flagged = await db
        .update(users)
        .set({ passwordBreachedAt: now })
        .where(and(eq(users.id, id), eq(users.passwordHash, passwordHash)))
        .returning({ id: users.id });
      return flagged.length > 0;
    },

    /**
     * Replaces a hash by one with today's parameters, unless the password has changed since. Raises
     * no version: a replica's older hash verifies the same password.
     */
    async rehash(id: string, oldHash: string, newHash: string): Promise<void> {
      await db
        .update(users)
        .set({ passwordHash: newHash })
        .where(and(eq(users.id, id), eq(users.passwordHash, oldHash)));
    },
  };
}

/** The present password as a row of the history. */
function formerPassword(db: Database, id: string, historyId: string, now: number, when?: SQL) {
  return db
    .select({
      id: sql`${historyId}`.as('id'),
      userId: users.id,
      passwordHash: users.passwordHash,
      createdAt: sql`${now}`.as('created_at'),
    })
    .from(users)
    .where(and(eq(users.id, id), isNotNull(users.passwordHash), when));
}
