import { and, eq, exists, inArray, isNotNull, isNull, type SQL, sql } from 'drizzle-orm';
import type { Database } from '../shared/database.ts';
import { addressRules, hasSessions } from './address-rules-store.ts';
import { nextEpoch, users } from './table.ts';
import type { User } from './user.ts';
import { hasAddress, ownerFirst, userColumns } from './user-store.ts';

/** An account whose address nobody has proved yet. */
export type Registration = User & {
  /** Whether somebody has signed in to it, even if that session has ended. */
  hasSessions: boolean;
  registeredBrowser: string | null;
  registeredCountry: string | null;
};

/** Who proved an address, and who only registered it, the newest first. */
export type AddressHolders = { owner: User | null; registrations: Registration[] };

export type Proof = {
  registration: Registration;
  /** Whether password and sessions stay; if not, both are void. */
  keeps: boolean;
  /** Whether nobody may have signed in, nor registered the address as well. */
  alone: boolean;
  /** Epoch milliseconds. */
  now: number;
};

export type EmailChange = {
  id: string;
  /** What the user still has: the normalised address or the new one, and the epoch of sign-ins. Left out: whatever it is. */
  expected?: { email: string; signInEpoch: number };
  email: string;
  emailNormalized: string;
  /** Epoch milliseconds. */
  now: number;
};

/** Who has which address. Methods named `…Statement` build a statement for the caller's batch. */
export type AddressStore = ReturnType<typeof createAddressStore>;

/** Addresses, proved and registered, in D1. Every method throws `storage_unavailable` when D1 does not answer. */
export function createAddressStore(db: Database) {
  const rules = addressRules(db);
  return {
    ...holders(db),
    ...proofs(db, rules),
    ...addressConditions(db),
    ...addressChanges(db, rules),
    yieldStatement: rules.yieldStatement,
  };
}

type Rules = ReturnType<typeof addressRules>;

function holders(db: Database) {
  return {
    /** Who proved an address, and who registered it. Without an owner the registrations are all there is. */
    async listHolders(emailNormalized: string): Promise<AddressHolders> {
      const rows = await db
        .select({
          ...userColumns,
          registeredBrowser: users.registeredBrowser,
          registeredCountry: users.registeredCountry,
          hasSessions: hasSessions('users').mapWith(Boolean),
        })
        .from(users)
        .where(hasAddress(emailNormalized))
        .orderBy(...ownerFirst);
      return {
        owner: rows.find((row) => row.emailVerifiedAt !== null) ?? null,
        registrations: rows.filter((row) => row.emailVerifiedAt === null) as Registration[],
      };
    },
  };
}

function proofs(db: Database, rules: Rules) {
  return {
    /**
     * Makes the address of a registration its own, if nothing has changed since that was read and no other account has it
     * or is in use under it. Without its password every sign-in so far is void. Answers a row only if it happened, with the
     * username, which is gone if a verified account has it by now.
     */
    proveStatement({ registration, keeps, alone, now }: Proof) {
      const { id, passwordHash, signInEpoch } = registration;
      const voided = {
        passwordHash: null,
        passwordChangedAt: nextEpoch(now),
        signInEpoch: nextEpoch(now),
        passwordBreachedAt: null,
      };
      return db
        .update(users)
        .set({
          emailVerifiedAt: now,
          updatedAt: now,
          ...rules.freeUsername,
          ...(keeps ? {} : voided),
        })
        .where(
          and(
            eq(users.id, id),
            isNull(users.emailVerifiedAt),
            eq(users.status, 'active'),
            eq(users.signInEpoch, signInEpoch),
            sql`${users.passwordHash} is ${passwordHash}`,
            alone || !keeps ? sql`not ${hasSessions('users')}` : undefined,
            alone ? rules.isAlone : undefined,
            rules.yields(users.emailNormalized),
          ),
        )
        .returning({ username: users.username });
    },

    /**
     * The same on the word of an administrator, who vouches for the address and for no password: that and every sign-in are
     * void, while the account stays the one that was meant.
     */
    vouchStatement(id: string, now: number) {
      return db
        .update(users)
        .set({
          emailVerifiedAt: now,
          updatedAt: now,
          ...rules.freeUsername,
          passwordHash: null,
          passwordBreachedAt: null,
        })
        .where(
          and(eq(users.id, id), isNull(users.emailVerifiedAt), rules.yields(users.emailNormalized)),
        )
        .returning({ id: users.id });
    },
  };
}

function addressConditions(db: Database) {
  const holds = (...conditions: SQL[]): SQL =>
    exists(
      db
        .select({ id: users.id })
        .from(users)
        .where(and(...conditions)),
    );
  return {
    /** Holds if the user's address was proved at that moment. */
    provedCondition: (id: string, at: number): SQL =>
      holds(eq(users.id, id), eq(users.emailVerifiedAt, at)),

    /** Holds if this is the user's address now, and proved. */
    ownsCondition: (id: string, emailNormalized: string): SQL =>
      holds(
        eq(users.id, id),
        eq(users.emailNormalized, emailNormalized),
        isNotNull(users.emailVerifiedAt),
      ),
  };
}

function addressChanges(db: Database, rules: Rules) {
  return {
    /**
     * Gives an active user another, verified address, if no other account has it or is in use under it and `expected` holds.
     * What is not expected voids every sign-in and every change that is under way. Answers a row if the address is the
     * user's from then on; so a retry finds done what it did.
     */
    changeEmailStatement(change: EmailChange) {
      const { id, expected, email, emailNormalized, now } = change;
      const unchanged =
        expected === undefined
          ? undefined
          : and(
              inArray(users.emailNormalized, [expected.email, emailNormalized]),
              eq(users.signInEpoch, expected.signInEpoch),
            );
      return db
        .update(users)
        .set({
          email,
          emailNormalized,
          emailVerifiedAt: now,
          updatedAt: now,
          ...rules.freeUsername,
          ...(expected === undefined ? { signInEpoch: nextEpoch(now) } : {}),
        })
        .where(
          and(
            eq(users.id, id),
            eq(users.status, 'active'),
            unchanged,
            rules.yields(emailNormalized),
          ),
        )
        .returning({ id: users.id });
    },
  };
}
