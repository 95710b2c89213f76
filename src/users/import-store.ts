import { and, eq, exists, inArray, or, type SQL, sql } from 'drizzle-orm';
import { type Database, type Statement, selectRows } from '../shared/database.ts';
import type { Role } from '../shared/role.ts';
import { users } from './table.ts';
import type { NewUser } from './user-store.ts';

/** A user who comes from another system. */
export type ImportedUser = Omit<
  NewUser,
  'passwordHash' | 'termsAcceptedAt' | 'privacyPolicyAcceptedAt' | 'timezone'
> & {
  /** Null for those who sign in by a mailed code until they set a password. */
  passwordHash: string | null;
  status: 'active' | 'disabled';
  roles: Role[];
  emailVerifiedAt: number | null;
  lastLoginAt: number | null;
  importedAt: number;
};

/** Who has an id, an address or a username that others may want. */
export type Holder = { id: string; emailNormalized: string; usernameNormalized: string | null };

/** Moves users in from elsewhere. Methods named `…Statement` build a statement for the caller's batch. */
export type ImportStore = ReturnType<typeof createImportStore>;

/** Imported users in D1. */
export function createImportStore(db: Database) {
  return {
    /** Who has any of these ids, addresses and usernames. */
    findHolders(wanted: Holder[]): Promise<Holder[]> {
      const among = (property: keyof Holder) =>
        sql`(select value from json_each(${JSON.stringify(wanted.map((one) => one[property]))}))`;
      return db
        .select({
          id: users.id,
          emailNormalized: users.emailNormalized,
          usernameNormalized: users.usernameNormalized,
        })
        .from(users)
        .where(
          or(
            inArray(users.id, among('id')),
            inArray(users.emailNormalized, among('emailNormalized')),
            inArray(users.usernameNormalized, among('usernameNormalized')),
          ),
        );
    },

    /** Adds users, but none whose id, address or username somebody has; answers the ids of those who were added. */
    importStatement: (imported: ImportedUser[]): Statement =>
      db
        .insert(users)
        // `where true` tells SQLite that what follows is no join constraint (https://sqlite.org/lang_upsert.html §2.2).
        .select(selectRows(users, imported.map(importedUserRow), () => sql`true`))
        .onConflictDoNothing()
        .returning({ id: users.id }),

    /** Makes the condition that a user was added by the import of that moment. */
    importedCondition:
      (importedAt: number) =>
      (id: SQL): SQL =>
        exists(
          db
            .select({ id: users.id })
            .from(users)
            .where(and(eq(users.id, id), eq(users.updatedAt, importedAt))),
        ),
  };
}

function importedUserRow({ importedAt, roles, ...user }: ImportedUser) {
  return {
    ...user,
    timezone: 'UTC',
    roles: JSON.stringify(roles),
    mfaEmailEnabled: 0,
    passwordChangedAt: user.passwordHash === null ? null : user.createdAt,
    passwordBreachedAt: null,
    termsAcceptedAt: null,
    privacyPolicyAcceptedAt: null,
    updatedAt: importedAt,
    signInEpoch: importedAt,
    rolesChangedAt: 0,
    lockedUntil: null,
  };
}
