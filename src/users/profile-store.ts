import { and, eq, exists, isNotNull, ne, notExists, type SQL, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import type { Database } from '../shared/database.ts';
import { normalizeName } from './identifiers.ts';
import { users } from './table.ts';
import type { User } from './user.ts';

/** A user's changes to their profile; fields left out stay as they are. */
export type ProfileChange = Partial<
  Pick<User, 'firstName' | 'lastName' | 'displayName' | 'timezone' | 'locale' | 'username'>
> & {
  usernameNormalized?: string | null;
  /** What the user agrees to now; an earlier consent keeps its time. */
  consent: { terms: boolean; privacyPolicy: boolean };
};

// Another row of the same table.
const other = alias(users, 'other');

/** Builds the statements of a user's own changes to their profile. */
export function profiles(db: Database) {
  return {
    /** Updates the profile. Returns a row unless another account holds the username. */
    updateProfileStatement(id: string, { consent, ...change }: ProfileChange, now: number) {
      const { usernameNormalized = null, displayName } = change;
      return db
        .update(users)
        .set({
          ...change,
          ...(displayName === undefined ? {} : { nameNormalized: normalizeName(displayName) }),
          ...(consent.terms
            ? { termsAcceptedAt: sql`coalesce(${users.termsAcceptedAt}, ${now})` }
            : {}),
          ...(consent.privacyPolicy
            ? { privacyPolicyAcceptedAt: sql`coalesce(${users.privacyPolicyAcceptedAt}, ${now})` }
            : {}),
          updatedAt: now,
        })
        .where(
          and(
            eq(users.id, id),
            usernameNormalized === null ? undefined : isFreeUsername(db, usernameNormalized, id),
          ),
        )
        .returning({ id: users.id });
    },

    /** Holds if this is the user's username now. */
    usernameIs: (id: string, usernameNormalized: string): SQL =>
      exists(
        db
          .select({ id: users.id })
          .from(users)
          .where(and(eq(users.id, id), eq(users.usernameNormalized, usernameNormalized))),
      ),
  };
}

/** Holds if no other account has the username. Only a verified account holds one. */
function isFreeUsername(db: Database, usernameNormalized: string, id: string) {
  return notExists(
    db
      .select({ id: other.id })
      .from(other)
      .where(
        and(
          eq(other.usernameNormalized, usernameNormalized),
          isNotNull(other.emailVerifiedAt),
          ne(other.id, id),
        ),
      ),
  );
}
