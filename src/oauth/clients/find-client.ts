import type { Clock } from '../../shared/clock.ts';
import type { ClientCache } from './client-cache.ts';
import type { StoredClient } from './client-store.ts';

export type FindClientDeps = {
  clients: { find(id: string): Promise<StoredClient | null> };
  cache: ClientCache;
  clock: Clock;
};

/** {@link findClient} with its dependencies. */
export const createFindClient = (deps: FindClientDeps) => (id: string) => findClient(deps, id);
export type FindClient = ReturnType<typeof createFindClient>;

/** Characters of an id that can be a client's. */
const LONGEST = 64;

/**
 * Returns a client, from the memory of this isolate if it was read in the last 30 seconds; null for
 * an unknown one. A disabled client is returned too: its caller refuses it. Throws
 * `storage_unavailable`.
 */
export async function findClient(
  { clients, cache, clock }: FindClientDeps,
  id: string,
): Promise<StoredClient | null> {
  if (id.length > LONGEST) return null;
  const now = clock();
  const known = cache.find(id, now);
  if (known !== null) return known;
  const client = await clients.find(id);
  if (client !== null) cache.keep(client, now);
  return client;
}
