import { and, count, eq, gt, inArray, lte, type SQL } from 'drizzle-orm';
import type { Database, Statement } from '../shared/database.ts';
import { revokedTokens } from './table.ts';

/** Access tokens that were revoked before guards kept that. */
export type RevokedTokenStore = ReturnType<typeof createRevokedTokenStore>;

/** Revoked tokens in D1: guards are taught them, and the flush deletes them. */
export function createRevokedTokenStore(db: Database) {
  return {
    /** A user's tokens that were revoked before guards kept them and have not expired. */
    listByUser: (userId: string, now: number): Promise<{ jti: string; expiresAt: number }[]> =>
      // biome-ignore lint/plugin/bounded-query: of one user; no more are added.
      db
        .select({ jti: revokedTokens.jti, expiresAt: revokedTokens.expiresAt })
        .from(revokedTokens)
        .where(and(eq(revokedTokens.userId, userId), gt(revokedTokens.expiresAt, now))),

    /** Deletes a user's revoked tokens, if `condition` holds. */
    forgetStatement: (userId: string, condition: SQL): Statement =>
      db.delete(revokedTokens).where(and(eq(revokedTokens.userId, userId), condition)),

    async countExpired(now: number): Promise<number> {
      // biome-ignore lint/plugin/bounded-query: no more are added.
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
