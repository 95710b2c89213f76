import { SECOND } from '../../shared/clock.ts';
import type { StoredClient } from './client-store.ts';

/**
 * How long an isolate takes a client to be as it was, in milliseconds: a client that is disabled
 * or changed elsewhere is refused here that much later. Without it every request of a client would
 * cost a round trip to D1.
 */
const LIFE = 30 * SECOND;
/** Clients that an isolate remembers. Those that do not exist are not remembered at all. */
const MOST = 500;

/** What an isolate knows of clients. */
export type ClientCache = ReturnType<typeof createClientCache>;

export function createClientCache() {
  const known = new Map<string, { client: StoredClient; until: number }>();
  return {
    find(id: string, now: number): StoredClient | null {
      const entry = known.get(id);
      return entry === undefined || entry.until <= now ? null : entry.client;
    },

    keep(client: StoredClient, now: number): void {
      known.delete(client.id);
      const [oldest] = known.keys();
      if (known.size >= MOST && oldest !== undefined) known.delete(oldest);
      known.set(client.id, { client, until: now + LIFE });
    },

    forget(id: string): void {
      known.delete(id);
    },
  };
}

// By database, so that two services in one isolate, as in tests, share none.
const caches = new WeakMap<D1Database, ClientCache>();

/** The cache of this isolate for the clients of a database. */
export function clientCacheOf(d1: D1Database): ClientCache {
  const known = caches.get(d1) ?? createClientCache();
  caches.set(d1, known);
  return known;
}
