import { and, asc, eq, getTableColumns, type SQL, sql } from 'drizzle-orm';
import type { Condition, Database } from '../shared/database.ts';
import { passkeys, userFactors, users } from './table.ts';
import type { User } from './user.ts';
import { userColumns } from './user-look-up-store.ts';

/** A passkey as it was registered: see the table. */
export type StoredPasskey = typeof passkeys.$inferSelect;

/** A passkey with what its owner calls it. Times are epoch milliseconds. */
export type OwnPasskey = StoredPasskey & {
  label: string | null;
  createdAt: number | null;
  lastUsedAt: number | null;
};

/** The owner of a passkey, with the passkey that was asked for. */
export type PasskeyHolder = User & { passkey: StoredPasskey };

export type NewPasskeyRow = StoredPasskey & {
  userId: string;
  label: string | null;
  createdAt: number;
};

const own = {
  ...getTableColumns(passkeys),
  label: userFactors.label,
  createdAt: userFactors.createdAt,
  lastUsedAt: userFactors.lastUsedAt,
};

/** Reads and writes passkeys. A passkey is removed as a factor is. */
export type PasskeyStore = ReturnType<typeof createPasskeyStore>;

/** Passkeys in D1. Every method throws `storage_unavailable` when D1 does not respond. */
export function createPasskeyStore(db: Database) {
  return { ...reads(db), ...writes(db) };
}

function reads(db: Database) {
  const listWhere = (condition: SQL | undefined): Promise<OwnPasskey[]> =>
    // biome-ignore lint/plugin/bounded-query: of one user, who may have few.
    db
      .select(own)
      .from(passkeys)
      .innerJoin(userFactors, eq(userFactors.id, passkeys.factorId))
      .where(condition)
      .orderBy(asc(userFactors.createdAt), asc(userFactors.id));
  return {
    /** The owner of a credential id, with that passkey; empty for an unknown one. */
    listHolders: (credentialId: string): Promise<PasskeyHolder[]> =>
      db
        .select({ ...userColumns, passkey: getTableColumns(passkeys) })
        .from(passkeys)
        .innerJoin(userFactors, eq(userFactors.id, passkeys.factorId))
        .innerJoin(users, eq(users.id, userFactors.userId))
        .where(eq(passkeys.credentialId, credentialId)),

    /** A user's passkeys, oldest first. */
    list: (userId: string): Promise<OwnPasskey[]> => listWhere(eq(userFactors.userId, userId)),

    /** One of a user's passkeys, by the id of its factor. */
    async find(userId: string, factorId: string): Promise<OwnPasskey | null> {
      const isTheirs = and(eq(userFactors.userId, userId), eq(userFactors.id, factorId));
      const [found] = await listWhere(isTheirs);
      return found ?? null;
    },
  };
}

/** Holds once the factor is there. */
const isAdded = (factorId: string): Condition =>
  sql`exists (select 1 from user_factors where id = ${factorId})`;

function writes(db: Database) {
  return {
    /**
     * Adds a factor with its passkey, unless anybody has the credential, or the user has `most`
     * passkeys. The second statement returns a row if it was added.
     */
    addStatements(passkey: NewPasskeyRow, most: number) {
      const { factorId, userId, label, createdAt, credentialId } = passkey;
      const factor = db.insert(userFactors).select(sql`
        select ${factorId}, id, 'passkey', ${label}, null, null, ${createdAt}, null
        from users where id = ${userId}
          and (select count(*) from user_factors where user_id = ${userId} and kind = 'passkey')
            < ${most}
          and not exists (select 1 from passkeys where credential_id = ${credentialId})`);
      const row = db.insert(passkeys).select(sql`
        select ${factorId}, ${credentialId}, ${passkey.publicKey}, ${passkey.counter},
          ${JSON.stringify(passkey.transports)}, ${passkey.aaguid},
          ${Number(passkey.backupEligible)}, ${Number(passkey.backedUp)}
        where ${isAdded(factorId)}`);
      return [factor, row.returning({ factorId: passkeys.factorId })] as const;
    },

    isAdded,

    /** Names a passkey. */
    async rename(userId: string, factorId: string, label: string | null): Promise<void> {
      const isTheirs = and(eq(userFactors.userId, userId), eq(userFactors.id, factorId));
      await db
        .update(userFactors)
        .set({ label })
        .where(and(isTheirs, eq(userFactors.kind, 'passkey')));
    },
  };
}
