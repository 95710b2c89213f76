import { and, eq, exists, gt, type SQL, sql } from 'drizzle-orm';
import type { Database, Statement } from '../shared/database.ts';
import { addressRules } from './address-rules-store.ts';
import { normalizeName, normalizeUsername } from './identifiers.ts';
import { createRecoveryCodeStore } from './recovery-code-store.ts';
import { userFactors, users } from './table.ts';
import type { AccountView } from './user.ts';

/** A row of a restored database, and what its user's guard knows better. */
export type RestoredUser = {
  /** What the row gets; null as username if another account has taken it. */
  view: AccountView;
  /** The version of the row: nothing is written to a later one. */
  version: number;
  voidsPassword: boolean;
  /** Kinds of second factors without a secret to add, each with a new id; and kinds to remove. */
  factors: { adds: { id: string; kind: string }[]; removes: string[] };
  /** Epoch milliseconds. */
  now: number;
};

/** Brings rows of users back to what their guards know. */
export type RestoredUserStore = ReturnType<typeof createRestoredUserStore>;

export function createRestoredUserStore(db: Database) {
  const rules = addressRules(db);
  const fits = ({ view, version }: RestoredUser) =>
    and(
      eq(users.id, view.id),
      eq(users.version, version),
      view.emailVerifiedAt === null ? undefined : rules.yields(view.emailNormalized),
    );
  return {
    /** The ids of up to `limit` users after an id, in their order. */
    async listIds(after: string, limit: number): Promise<string[]> {
      const rows = await db
        .select({ id: users.id })
        .from(users)
        .where(gt(users.id, after))
        .orderBy(users.id)
        .limit(limit);
      return rows.map(({ id }) => id);
    },

    /** Holds while the row is as it was read, and the address is free for it. */
    restorableCondition: (restored: RestoredUser): SQL =>
      exists(db.select({ id: users.id }).from(users).where(fits(restored))),

    /**
     * Writes what the guard knows, if {@link restorableCondition} holds, for a batch that raises
     * the version. The last statement returns a row if it happened.
     */
    restoreStatements(restored: RestoredUser) {
      const { view, factors, voidsPassword, now } = restored;
      const found = fits(restored);
      const recoveryCodes = createRecoveryCodeStore(db);
      return [
        ...factors.adds.map((factor) => addFactor(db, { ...factor, now }, found)),
        ...factors.removes.map((kind) =>
          db
            .delete(userFactors)
            .where(
              and(
                eq(userFactors.userId, view.id),
                eq(userFactors.kind, kind),
                exists(db.select({ id: users.id }).from(users).where(found)),
              ),
            ),
        ),
        recoveryCodes.removeOrphansStatement(view.id),
        db
          .update(users)
          .set({ ...columnsOf(view), ...(voidsPassword ? NO_PASSWORD : {}), updatedAt: now })
          .where(found)
          .returning({ id: users.id }),
      ];
    },
  };
}

const NO_PASSWORD = { passwordHash: null, passwordBreachedAt: null };

function columnsOf(view: AccountView) {
  const { id, hasPassword, factors, identities, version, createdAt, ...others } = view;
  const { lastLoginAt, username, ...facts } = others;
  const last = sql`nullif(max(coalesce(${users.lastLoginAt}, 0), ${lastLoginAt ?? 0}), 0)`;
  const usernameNormalized = username === null ? null : normalizeUsername(username);
  const nameNormalized = normalizeName(view.displayName);
  return { ...facts, username, usernameNormalized, nameNormalized, lastLoginAt: last };
}

function addFactor(
  db: Database,
  { id, kind, now }: { id: string; kind: string; now: number },
  found: SQL | undefined,
): Statement {
  const row = {
    id: sql`${id}`.as('id'),
    userId: users.id,
    kind: sql`${kind}`.as('kind'),
    label: sql`null`.as('label'),
    secret: sql`null`.as('secret'),
    sealedBy: sql`null`.as('sealed_by'),
    createdAt: sql`${now}`.as('created_at'),
    lastUsedAt: sql`null`.as('last_used_at'),
  };
  return db
    .insert(userFactors)
    .select(db.select(row).from(users).where(found) as never)
    .onConflictDoNothing();
}
