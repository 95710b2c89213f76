import { and, eq, gt, isNull, notExists, sql } from 'drizzle-orm';
import type { Database } from '../shared/database.ts';
import { revokedTokens } from '../tokens/table.ts';
import { users } from '../users/table.ts';
import { userColumns } from '../users/user-store.ts';
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

/** The user of a session that is alive and of a token that was not revoked, in one query. */
export function liveUserQuery(db: Database): ReturnType<typeof prepareLiveUserQuery> {
  const query = liveUserQueries.get(db.$client) ?? prepareLiveUserQuery(db);
  liveUserQueries.set(db.$client, query);
  return query;
}
