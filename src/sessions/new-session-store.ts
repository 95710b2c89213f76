import { and, eq, getTableColumns, isNull, lte, or, type SQL, sql } from 'drizzle-orm';
import type { NewSession } from '../guard/session.ts';
import type { Database, Statement } from '../shared/database.ts';
import { users } from '../users/table.ts';
import { sessions } from './table.ts';

/**
 * Adds a session if the user may still sign in and their epoch is still that of the sign-in, so
 * that a sign-in overtaken by a new password leaves no session. Returns the row if it is there: one
 * that the ledger has brought earlier stays as it is.
 */
export function insertSessionStatement(db: Database, session: NewSession, signInEpoch: number) {
  const columns = getTableColumns(sessions);
  const values: Record<keyof typeof columns, string | number | null> = {
    ...session,
    clientId: session.clientId ?? null,
    amr: JSON.stringify(session.amr),
    lastActivityAt: session.createdAt,
    lastRotationAt: session.createdAt,
    revokedAt: null,
    revokeReason: null,
    seq: 0,
  };
  const names = Object.keys(columns) as (keyof typeof columns)[];
  const entries = names.map((name) => [name, sql`${values[name]}`.as(columns[name].name)]);
  const row = Object.fromEntries(entries) as Record<keyof typeof columns, SQL.Aliased>;
  const unlocked = or(isNull(users.lockedUntil), lte(users.lockedUntil, session.createdAt));
  return db
    .insert(sessions)
    .select(
      db
        .select(row)
        .from(users)
        .where(
          and(
            eq(users.id, session.userId),
            eq(users.status, 'active'),
            eq(users.signInEpoch, signInEpoch),
            unlocked,
          ),
        ),
    )
    .onConflictDoUpdate({ target: sessions.id, set: { id: sql`excluded.id` } })
    .returning({ id: sessions.id });
}

/**
 * Records the sign-in that began a session, if the session lives. Raises no version: no sign-in
 * depends on the last one, and the guard hears of it first.
 */
export function recordSignInStatement(
  db: Database,
  { id, userId, createdAt }: NewSession,
): Statement {
  const lives = sql`exists (select 1 from sessions where id = ${id} and revoked_at is null)`;
  return db
    .update(users)
    .set({ lastLoginAt: sql`max(coalesce(${users.lastLoginAt}, 0), ${createdAt})` })
    .where(and(eq(users.id, userId), lives));
}
