import { eq, sql } from 'drizzle-orm';
import type { Database } from '../shared/database.ts';
import { users } from '../users/table.ts';
import { type Found, GUARD_JURISDICTION, type KeptJurisdiction } from './judge-jurisdiction.ts';
import { deployment } from './table.ts';

/** What holds for as long as the deployment. */
export type DeploymentStore = ReturnType<typeof createDeploymentStore>;

export function createDeploymentStore(db: Database) {
  return {
    /** Returns the jurisdiction that is kept, and whether anyone has registered. */
    async findJurisdiction(): Promise<Found> {
      const kept = db
        .select({ value: deployment.value })
        .from(deployment)
        .where(eq(deployment.name, GUARD_JURISDICTION));
      // biome-ignore lint/plugin/bounded-query: a condition: it ends at its first row.
      const someone = db.select({ id: users.id }).from(users);
      const [found] = await db
        .select({
          kept: sql<string | null>`${kept}`,
          hasUsers: sql`exists ${someone}`.mapWith(Boolean),
        })
        .from(sql`(select 1)`);
      return found ?? { kept: null, hasUsers: false };
    },

    /** Keeps the jurisdiction, unless one is kept. */
    async keepJurisdiction(value: KeptJurisdiction): Promise<void> {
      await db.insert(deployment).values({ name: GUARD_JURISDICTION, value }).onConflictDoNothing();
    },
  };
}
