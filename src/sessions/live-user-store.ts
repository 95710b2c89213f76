import { and, eq, gt, isNull, notExists, sql } from 'drizzle-orm';
import type { Database } from '../shared/database.ts';
import { revokedTokens } from '../tokens/table.ts';
import { users } from '../users/table.ts';
import { userColumns } from '../users/user-store.ts';
import { sessions } from './table.ts';

/** A token of a session. Times in epoch milliseconds. */
export type IssuedToken = {
  sessionId: string;
  userId: string;
  jti: string;
  issuedAt: number;
  now: number;
};

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

// Every authenticated request runs this query, and building it costs a tenth of the request, so it
// is kept per database. It holds only text, so no value outlives its request.
const liveUserQueries = new WeakMap<D1Database, ReturnType<typeof prepareLiveUserQuery>>();

/** Returns the prepared query for the user of a live session and an unrevoked token. */
export function liveUserQuery(db: Database): ReturnType<typeof prepareLiveUserQuery> {
  const query = liveUserQueries.get(db.$client) ?? prepareLiveUserQuery(db);
  liveUserQueries.set(db.$client, query);
  return query;
}
