import { and, count, eq, gt, inArray, lte, notExists, type SQL } from 'drizzle-orm';
import type { Database, Statement } from '../shared/database.ts';
import { revokedTokens } from './table.ts';

export type RevokedToken = typeof revokedTokens.$inferInsert;
/** Access tokens that were revoked individually. */
export type RevokedTokenStore = ReturnType<typeof createRevokedTokenStore>;

/** Revoked tokens in D1; `session-store.ts` joins them where a token is checked. */
export function createRevokedTokenStore(db: Database) {
  return {
    /** Adds a token; a known one stays as it is. */
    addStatement: (token: RevokedToken): Statement =>
      db.insert(revokedTokens).values(token).onConflictDoNothing(),

    /** A user's tokens that were revoked before guards kept them and have not expired. */
    listByUser: (userId: string, now: number): Promise<{ jti: string; expiresAt: number }[]> =>
      db
        .select({ jti: revokedTokens.jti, expiresAt: revokedTokens.expiresAt })
        .from(revokedTokens)
        .where(and(eq(revokedTokens.userId, userId), gt(revokedTokens.expiresAt, now))),

    /** Holds while a token is not revoked. */
    isGoodCondition: (jti: string): SQL =>
      notExists(
        db.select({ jti: revokedTokens.jti }).from(revokedTokens).where(eq(revokedTokens.jti, jti)),
      ),

    /** Deletes a user's revoked tokens, if `condition` holds. */
    forgetStatement: (userId: string, condition: SQL): Statement =>
      db.delete(revokedTokens).where(and(eq(revokedTokens.userId, userId), condition)),

    async countExpired(now: number): Promise<number> {
      const [row] = await db
        .select({ count: count() })
        .from(revokedTokens)
        .where(lte(revokedTokens.expiresAt, now));
      return row?.count ?? 0;
    },

    /** Deletes up to `limit` expired tokens. Returns how many. */
    async deleteExpired(now: number, limit: number): Promise<number> {
      const expired = db
        .select({ jti: revokedTokens.jti })
        .from(revokedTokens)
        .where(lte(revokedTokens.expiresAt, now))
        .limit(limit);
      const { meta } = await db.delete(revokedTokens).where(inArray(revokedTokens.jti, expired));
      return meta.changes;
    },
  };
}
