import {
  and,
  count,
  desc,
  eq,
  exists,
  getTableColumns,
  gt,
  inArray,
  isNull,
  lte,
  ne,
  notExists,
  or,
  type SQL,
  sql,
} from 'drizzle-orm';
import { MINUTE } from '../shared/clock.ts';
import type { Database, Statement } from '../shared/database.ts';
import { orUnavailable } from '../shared/errors.ts';
import { revokedTokens } from '../tokens/table.ts';
import { users } from '../users/table.ts';
import type { User } from '../users/user.ts';
import { userColumns } from '../users/user-store.ts';
import type { Familiarity } from './note-sign-in.ts';
import type { EndReason, NewSession, Session } from './session.ts';
import { sessions } from './table.ts';

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
        gt(sessions.lastRotationAt, placeholder('idleSince')),
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

/**
 * How far a row's last refresh may lag behind the guard's, in milliseconds: it is written once a minute, after the
 * answer. A session that the guard still refreshes is never shown as ended.
 */
const ROW_LAG = 2 * MINUTE;

/** Where a session was begun. */
export type SessionOrigin = Pick<Session, 'ipAddress' | 'userAgent'>;

/** All reading and writing of sessions. Methods named `…Statement` build a statement for the caller's batch. */
export type SessionStore = ReturnType<typeof createSessionStore>;

/** Sessions in D1. One that was not refreshed for `idleTtl` milliseconds is not alive; 0 for no such limit. */
export function createSessionStore(db: Database, idleTtl = 0) {
  const idleSince = (now: number) => (idleTtl === 0 ? 0 : now - idleTtl - ROW_LAG);
  const notOver = (now: number) =>
    and(
      isNull(sessions.revokedAt),
      gt(sessions.expiresAt, now),
      gt(sessions.lastRotationAt, idleSince(now)),
    );
  const live = (sessionId: string, userId: string) =>
    and(eq(sessions.id, sessionId), eq(sessions.userId, userId), isNull(sessions.revokedAt));

  return {
    /**
     * Adds a session, if the user may still sign in and the epoch is still the one that the sign-in was judged by: a sign-in
     * that a new password overtook leaves nothing. Answers a row only if it was added.
     */
    insertStatement(session: NewSession, signInEpoch: number) {
      const columns = getTableColumns(sessions);
      const values: Record<keyof typeof columns, string | number | null> = {
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
        .returning({ id: sessions.id });
    },

    /** The user of a session that is still alive and of a token that was not revoked, in one query; null otherwise. */
    async findLiveUser(token: {
      sessionId: string;
      userId: string;
      jti: string;
      now: number;
    }): Promise<User | null> {
      const [user] = await liveUserQuery(db).execute({ ...token, idleSince: idleSince(token.now) });
      return user ?? null;
    },

    /** Holds while the session has not been ended: for events that must be written once. */
    isLiveCondition: (sessionId: string, userId: string): SQL =>
      exists(db.select({ id: sessions.id }).from(sessions).where(live(sessionId, userId))),

    /** Ends a session that has not been ended yet. */
    endStatement: (sessionId: string, userId: string, now: number, reason: EndReason) =>
      db
        .update(sessions)
        .set({ revokedAt: now, revokeReason: reason })
        .where(live(sessionId, userId))
        .returning({ id: sessions.id }),

    /** Ends every session of a user that has not been ended, but for `exceptId`. Answers the ids of those. */
    endAllStatement(
      userId: string,
      now: number,
      reason: EndReason,
      { exceptId, when }: { exceptId?: string; when?: SQL } = {},
    ) {
      const others = exceptId === undefined ? undefined : ne(sessions.id, exceptId);
      return db
        .update(sessions)
        .set({ revokedAt: now, revokeReason: reason })
        .where(and(eq(sessions.userId, userId), isNull(sessions.revokedAt), others, when))
        .returning({ id: sessions.id });
    },

    /** Which sessions a user has that are alive, the latest first. */
    listLive: (userId: string, now: number): Promise<Session[]> =>
      db
        .select()
        .from(sessions)
        .where(and(eq(sessions.userId, userId), notOver(now)))
        .orderBy(desc(sessions.lastActivityAt), desc(sessions.id)),

    /** Every session of a user that is still kept, ended or not, the latest first. */
    listAll: (userId: string): Promise<Session[]> =>
      db
        .select()
        .from(sessions)
        .where(eq(sessions.userId, userId))
        .orderBy(desc(sessions.createdAt), desc(sessions.id)),

    /** How many sessions are alive. */
    async countLive(now: number): Promise<number> {
      const [row] = await db.select({ count: count() }).from(sessions).where(notOver(now));
      return row?.count ?? 0;
    },

    /** Ends those of these sessions that have not been ended yet. Answers the ids of those. */
    async endMany(
      sessionIds: string[],
      { userId, now, reason }: { userId: string; now: number; reason: EndReason },
    ): Promise<string[]> {
      // One parameter, however many they are: D1 binds 100 to a query.
      const listed = sql`(select value from json_each(${JSON.stringify(sessionIds)}))`;
      const ended = await orUnavailable(() =>
        db
          .update(sessions)
          .set({ revokedAt: now, revokeReason: reason })
          .where(
            and(
              eq(sessions.userId, userId),
              isNull(sessions.revokedAt),
              inArray(sessions.id, listed),
            ),
          )
          .returning({ id: sessions.id }),
      );
      return ended.map(({ id }) => id);
    },

    /** Where a session was begun, as {@link SessionOrigin} rows: one, or none. */
    originStatement(sessionId: string) {
      return db
        .select({ ipAddress: sessions.ipAddress, userAgent: sessions.userAgent })
        .from(sessions)
        .where(eq(sessions.id, sessionId));
    },

    /** What the kept sessions tell about a sign-in with this fingerprint from this country, as one {@link Familiarity} row. */
    familiarityStatement(userId: string, fingerprint: string, country: string | null) {
      return db
        .select({
          all: sql<number>`count(*)`,
          country: sql<number>`coalesce(sum(${sessions.country} is ${country}), 0)`,
          addresses: sql`json_group_array(distinct ${sessions.ipAddress}) filter (
            where ${sessions.deviceFingerprint} = ${fingerprint} and ${sessions.country} is ${country}
          )`.mapWith((text: string): Familiarity['addresses'] => JSON.parse(text)),
        })
        .from(sessions)
        .where(eq(sessions.userId, userId));
    },

    async countExpired(now: number): Promise<number> {
      const [row] = await db
        .select({ count: count() })
        .from(sessions)
        .where(lte(sessions.expiresAt, now));
      return row?.count ?? 0;
    },

    /** Deletes up to `limit` sessions that are past their end, ended before it or not. Answers how many. */
    async deleteExpired(now: number, limit: number): Promise<number> {
      const expired = db
        .select({ id: sessions.id })
        .from(sessions)
        .where(lte(sessions.expiresAt, now))
        .limit(limit);
      const { meta } = await db.delete(sessions).where(inArray(sessions.id, expired));
      return meta.changes;
    },

    /** Moves the times that people see; the guard asks for it at most once a minute. */
    touchStatement(sessionId: string, now: number): Statement {
      return db
        .update(sessions)
        .set({ lastActivityAt: now, lastRotationAt: now })
        .where(eq(sessions.id, sessionId));
    },
  };
}
