import { and, asc, eq, exists, not, type SQL, sql } from 'drizzle-orm';
import type { Condition, Database } from '../../shared/database.ts';
import { orUnavailable } from '../../shared/errors.ts';
import { oauthClients } from './table.ts';

/** A client as it is stored, with the digests of its secrets. */
export type StoredClient = typeof oauthClients.$inferSelect;

/** OAuth clients in D1. Every method throws `storage_unavailable` when D1 does not respond. */
export type ClientStore = ReturnType<typeof createClientStore>;

export function createClientStore(db: Database) {
  const anyOf = (id: string, readAt?: number) =>
    // biome-ignore lint/plugin/bounded-query: of one id; a condition of others.
    db.select({ one: sql`1` }).from(oauthClients).where(matching(id, readAt));
  return {
    /** Returns null for an unknown client. */
    async find(id: string): Promise<StoredClient | null> {
      const [found] = await orUnavailable(() =>
        db.select().from(oauthClients).where(eq(oauthClients.id, id)).limit(1),
      );
      return found ?? null;
    },

    /** All clients, oldest first. There are as many as an operator has registered. */
    list: (): Promise<StoredClient[]> =>
      orUnavailable(() =>
        // biome-ignore lint/plugin/bounded-query: an operator registers each.
        db.select().from(oauthClients).orderBy(asc(oauthClients.createdAt), asc(oauthClients.id)),
      ),

    /** Writes a client unless there is one of its id. Returns a row if it was written. */
    insertStatement: (client: StoredClient) =>
      db
        .insert(oauthClients)
        .values(client)
        .onConflictDoNothing()
        .returning({ id: oauthClients.id }),

    /** Writes a client unless it has changed since it was read. Returns a row if it was written. */
    replaceStatement: ({ id, ...client }: StoredClient, readAt: number) =>
      db
        .update(oauthClients)
        .set(client)
        .where(matching(id, readAt))
        .returning({ id: oauthClients.id }),

    /** Removes a client, of any version or of one. Returns a row if it was there. */
    removeStatement: (id: string, readAt?: number) =>
      db.delete(oauthClients).where(matching(id, readAt)).returning({ id: oauthClients.id }),

    /** Holds if there is such a client, and if it is as it was read where that is said. */
    storedCondition: (id: string, readAt?: number): Condition => exists(anyOf(id, readAt)),

    missingCondition: (id: string): Condition => not(exists(anyOf(id))),
  };
}

const matching = (id: string, readAt?: number): SQL | undefined =>
  and(
    eq(oauthClients.id, id),
    readAt === undefined ? undefined : eq(oauthClients.updatedAt, readAt),
  );
