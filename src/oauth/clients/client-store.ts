import { and, asc, eq, exists, sql } from 'drizzle-orm';
import type { Condition, Database, Statement } from '../../shared/database.ts';
import { orUnavailable } from '../../shared/errors.ts';
import { oauthClients } from './table.ts';

/** A client as it is stored, with the digests of its secrets. */
export type StoredClient = typeof oauthClients.$inferSelect;

/** OAuth clients in D1. Every method throws `storage_unavailable` when D1 does not respond. */
export type ClientStore = ReturnType<typeof createClientStore>;

export function createClientStore(db: Database) {
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
        db.select().from(oauthClients).orderBy(asc(oauthClients.createdAt), asc(oauthClients.id)),
      ),

    insertStatement: (client: StoredClient): Statement => db.insert(oauthClients).values(client),

    /** Writes a client unless it has changed since it was read. Returns a row if it was written. */
    replaceStatement: ({ id, ...client }: StoredClient, readAt: number) =>
      db
        .update(oauthClients)
        .set(client)
        .where(and(eq(oauthClients.id, id), eq(oauthClients.updatedAt, readAt)))
        .returning({ id: oauthClients.id }),

    removeStatement: (id: string) =>
      db.delete(oauthClients).where(eq(oauthClients.id, id)).returning({ id: oauthClients.id }),

    existsCondition: (id: string): Condition =>
      exists(db.select({ one: sql`1` }).from(oauthClients).where(eq(oauthClients.id, id))),

    /** Holds if the client is as it was read. */
    unchangedCondition: (id: string, readAt: number): Condition =>
      exists(
        db
          .select({ one: sql`1` })
          .from(oauthClients)
          .where(and(eq(oauthClients.id, id), eq(oauthClients.updatedAt, readAt))),
      ),
  };
}
