import type { Connection } from '../../guard/grant-calls.ts';
import type { FindClient } from '../clients/find-client.ts';
import type { Consents } from '../grants/consents.ts';

export type ListConnectionsDeps = { findClient: FindClient; consents: Pick<Consents, 'list'> };

/** A client that has access, with its name; null for one that no longer exists. */
export type NamedConnection = Connection & { name: string | null };

/** {@link listConnections} with its dependencies. */
export const createListConnections = (deps: ListConnectionsDeps) => (userId: string) =>
  listConnections(deps, userId);
export type ListConnections = ReturnType<typeof createListConnections>;

/** The clients that a user lets in, the oldest first. Throws `storage_unavailable`. */
export async function listConnections(
  { findClient, consents }: ListConnectionsDeps,
  userId: string,
): Promise<NamedConnection[]> {
  const held = await consents.list(userId);
  return Promise.all(
    held.map(async (connection) => ({
      ...connection,
      name: (await findClient(connection.clientId))?.name ?? null,
    })),
  );
}
