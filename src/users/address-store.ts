import { and, eq, exists, inArray, isNotNull, isNull, type SQL, sql } from 'drizzle-orm';
import type { Database } from '../shared/database.ts';
import { addressRules, hasSessions } from './address-rules-store.ts';
import { nextEpoch, users } from './table.ts';
import type { User } from './user.ts';
import { hasAddress, ownerFirst, userColumns } from './user-look-up-store.ts';

/** An account with an unproved address. */
export type Registration = User & {
  /** Whether it has had a sign-in here, even if no session is left of it, or has a factor. */
  hasSessions: boolean;
  registeredBrowser: string | null;
  registeredCountry: string | null;
};

/** The owner of an address, and its registrations, newest first. */
export type AddressHolders = { owner: User | null; registrations: Registration[] };

export type Proof = {
  registration: Registration;
  /** Whether password and sessions stay; if not, both are void. */
  keeps: boolean;
  /** Requires that the account has no sign-in and the address no other registration. */
  alone: boolean;
  /** Epoch milliseconds. */
  now: number;
};

export type EmailChange = {
  id: string;
  /** Requires this normalised address, or already the new one, and this epoch; optional. */
  expected?: { email: string; signInEpoch: number };
  email: string;
  emailNormalized: string;
  /** Epoch milliseconds. */
  now: number;
};

/** Owners of addresses. Methods named `…Statement` build a statement for the caller's batch. */
export type AddressStore = ReturnType<typeof createAddressStore>;

/** Addresses in D1. Every method throws `storage_unavailable` when D1 does not respond. */
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
    /** The owner of an address, or null, and its registrations. */
    async listHolders(emailNormalized: string): Promise<AddressHolders> {
      // biome-ignore lint/plugin/bounded-query: trimStatement keeps few of an address.
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
     * Makes a registration the owner of its address, if it is unchanged since it was read and no
     * other account owns the address or is in use under it. Unless `keeps`, the password and every
     * earlier sign-in are void. Returns a row only if it happened, with the username, which is null
     * if a verified account has taken it.
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
     * Marks an address as proved on the word of an administrator, who vouches for the address but
     * not for the password, which is removed. Returns a row only if it happened.
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
    /** Holds if the user's address was proved at `at` (epoch milliseconds). */
    provedCondition: (id: string, at: number): SQL =>
      holds(eq(users.id, id), eq(users.emailVerifiedAt, at)),

    /** Holds if the user owns this address now. */
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
     * Gives an active user another, verified address, if no other account owns it or is in use
     * under it, and `expected` holds. Without `expected`, every sign-in and every change in flight
     * is void. Returns a row if the address is now the user's, which makes retries idempotent.
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
