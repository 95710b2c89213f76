import { and, eq, getTableColumns, isNull, lte, or, type SQL, sql } from 'drizzle-orm';
import type { EndReason, NewSession } from '../guard/session.ts';
import type { Database } from '../shared/database.ts';
import { users } from '../users/table.ts';
import { sessions } from './table.ts';

/**
 * Adds a session if the user may still sign in and their epoch is still that of the sign-in, so
 * that a sign-in overtaken by a new password leaves no session. Returns a row only if it is there:
 * one that the ledger has brought earlier stays as it is.
 */
export function insertSessionStatement(db: Database, session: NewSession, signInEpoch: number) {
  const unlocked = or(isNull(users.lockedUntil), lte(users.lockedUntil, session.createdAt));
  const maySignIn = [eq(users.status, 'active'), eq(users.signInEpoch, signInEpoch), unlocked];
  return insertIf(db, { ...session, revokedAt: null, revokeReason: null }, maySignIn)
    .onConflictDoUpdate({ target: sessions.id, set: { id: sql`excluded.id` } })
    .returning({ id: sessions.id });
}

/**
 * Ends a session that no guard has begun, whether it is here already or only comes later: its row
 * is then in the way. One that the guard has written stays as it is.
 */
export function endUnbegunStatement(db: Database, session: NewSession, ended: Ended) {
  return insertIf(db, { ...session, ...ended }, []).onConflictDoUpdate({
    target: sessions.id,
    set: ended,
    setWhere: sql`${sessions.revokedAt} is null and ${sessions.seq} = 0`,
  });
}

type Ended = { revokedAt: number; revokeReason: EndReason };
type NewRow = NewSession & { [Key in keyof Ended]: Ended[Key] | null };

/** Adds a row if its user is there, and these conditions hold of them. */
function insertIf(db: Database, session: NewRow, conditions: (SQL | undefined)[]) {
  const columns = getTableColumns(sessions);
  const values: Record<keyof typeof columns, string | number | null> = {
    ...session,
    clientId: session.clientId ?? null,
    amr: JSON.stringify(session.amr),
    lastActivityAt: session.createdAt,
    lastRotationAt: session.createdAt,
    seq: 0,
  };
  const names = Object.keys(columns) as (keyof typeof columns)[];
  const entries = names.map((name) => [name, sql`${values[name]}`.as(columns[name].name)]);
  const row = Object.fromEntries(entries) as Record<keyof typeof columns, SQL.Aliased>;
  return db.insert(sessions).select(
    db
      .select(row)
      .from(users)
      .where(and(eq(users.id, session.userId), ...conditions)),
  );
}
