import { and, eq, exists, getTableColumns, gt, isNull, ne, notExists, type SQL, sql } from 'drizzle-orm';
import type { Database, Statement } from '../shared/database.ts';
import { revokedTokens } from '../tokens/table.ts';
import { users } from '../users/table.ts';
import type { User } from '../users/user.ts';
import { userColumns } from '../users/user-store.ts';
import type { EndReason, NewSession } from './session.ts';
import { sessions } from './table.ts';

const UNKNOWN_TRAITS = { deviceFingerprint: null, browser: null, os: null, deviceType: null };

function prepareLiveUserQuery(db: Database) {
  const { placeholder } = sql;
  const refused = db
    .select({ jti: revokedTokens.jti })
    .from(revokedTokens)
    .where(eq(revokedTokens.jti, placeholder('jti')));
  return db
    .select(userColumns)
    .from(sessions)
    .innerJoin(users, eq(users.id, sessions.userId))
    .where(
      and(
        eq(sessions.id, placeholder('sessionId')),
        eq(sessions.userId, placeholder('userId')),
        isNull(sessions.revokedAt),
        gt(sessions.expiresAt, placeholder('now')),
        eq(users.status, 'active'),
        notExists(refused),
      ),
    )
    .limit(1)
    .prepare();
}

// The query of every authenticated request: building it costs a tenth of the request, so each database keeps it. It holds
// a text and no value, so nothing outlives a request that should not.
const liveUserQueries = new WeakMap<D1Database, ReturnType<typeof prepareLiveUserQuery>>();

function liveUserQuery(db: Database): ReturnType<typeof prepareLiveUserQuery> {
  const query = liveUserQueries.get(db.$client) ?? prepareLiveUserQuery(db);
  liveUserQueries.set(db.$client, query);
  return query;
}

/** All reading and writing of sessions. Methods named `…Statement` build a statement for the caller's batch. */
export type SessionStore = ReturnType<typeof createSessionStore>;

/** Sessions in D1. */
export function createSessionStore(db: Database) {
  const live = (sessionId: string, userId: string) =>
    and(eq(sessions.id, sessionId), eq(sessions.userId, userId), isNull(sessions.revokedAt));

  return {
    /**
     * Adds a session, if the user is active and the password is still the one that the sign-in was judged by: a sign-in
     * that a password change overtook leaves nothing. Answers a row only if it was added.
     */
    insertStatement(session: NewSession, passwordChangedAt: number | null) {
      const columns = getTableColumns(sessions);
      const values: Record<keyof typeof columns, string | number | null> = {
        ...UNKNOWN_TRAITS,
        ...session,
        amr: JSON.stringify(session.amr),
        lastActivityAt: session.createdAt,
        lastRotationAt: session.createdAt,
        revokedAt: null,
        revokeReason: null,
      };
      const names = Object.keys(columns) as (keyof typeof columns)[];
      const entries = names.map((name) => [name, sql`${values[name]}`.as(columns[name].name)]);
      const row = Object.fromEntries(entries) as Record<keyof typeof columns, SQL.Aliased>;
      const unchanged = passwordChangedAt === null ? isNull(users.passwordChangedAt) : eq(users.passwordChangedAt, passwordChangedAt);
      return db
        .insert(sessions)
        .select(
          db
            .select(row)
            .from(users)
            .where(and(eq(users.id, session.userId), eq(users.status, 'active'), unchanged)),
        )
        .returning({ id: sessions.id });
    },

    /** The user of a session that is still alive and of a token that was not revoked, in one query; null otherwise. */
    async findLiveUser(token: { sessionId: string; userId: string; jti: string; now: number }): Promise<User | null> {
      const [user] = await liveUserQuery(db).execute(token);
      return user ?? null;
    },

    /** Holds while the session has not been ended: for events that must be written once. */
    isLiveCondition: (sessionId: string, userId: string): SQL =>
      exists(db.select({ id: sessions.id }).from(sessions).where(live(sessionId, userId))),

    /** Ends a session that has not been ended yet. */
    endStatement: (sessionId: string, userId: string, now: number, reason: EndReason): Statement =>
      db.update(sessions).set({ revokedAt: now, revokeReason: reason }).where(live(sessionId, userId)),

    /** Ends every session of a user that has not been ended, but for `exceptId`. */
    endAllStatement(userId: string, now: number, reason: EndReason, { exceptId, when }: { exceptId?: string; when?: SQL } = {}): Statement {
      const others = exceptId === undefined ? undefined : ne(sessions.id, exceptId);
      return db
        .update(sessions)
        .set({ revokedAt: now, revokeReason: reason })
        .where(and(eq(sessions.userId, userId), isNull(sessions.revokedAt), others, when));
    },

    /** Moves the times that people see; the guard asks for it at most once a minute. */
    async touch(sessionId: string, now: number): Promise<void> {
      await db.update(sessions).set({ lastActivityAt: now, lastRotationAt: now }).where(eq(sessions.id, sessionId));
    },
  };
}
