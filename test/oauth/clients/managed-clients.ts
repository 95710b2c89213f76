import { vi } from 'vitest';
import type { StoredClient } from '../../../src/oauth/clients/client-store.ts';
import {
  createManageClients,
  type ManageClientsDeps,
} from '../../../src/oauth/clients/manage-clients.ts';
import { clientOf } from '../token-endpoint/world.ts';

// Clients and their events in memory, written as the batches of D1 are: all at once, by conditions.

export const NOW = 50_000;
export const BY = { actorId: 'an-admin', client: { ipAddress: '203.0.113.9' } as never };
export const CALLBACK = 'https://app.example.com/callback';
/** A client of which everybody knows a secret, changed last at 100. */
export const SERVER = clientOf({
  secrets: [{ digest: 'a-digest', createdAt: 9 }],
  updatedAt: 100,
});

type Run = () => unknown[];
type Condition = () => boolean;

export function arrange(stored: StoredClient[] = [SERVER], terms: Partial<ManageClientsDeps> = {}) {
  const rows = new Map(stored.map((client) => [client.id, client]));
  const events: object[] = [];
  const state = { now: NOW, meanwhile: () => {} };
  const isStored = (id: string, readAt?: number): Condition => {
    return () => rows.has(id) && (readAt ?? rows.get(id)?.updatedAt) === rows.get(id)?.updatedAt;
  };
  const writing = (id: string, condition: Condition, write: () => void): Run => {
    return () => {
      if (!condition()) return [];
      write();
      return [{ id }];
    };
  };
  const clients = {
    find: async (id: string) => rows.get(id) ?? null,
    list: async () => [...rows.values()],
    storedCondition: isStored,
    missingCondition:
      (id: string): Condition =>
      () =>
        !rows.has(id),
    insertStatement: (client: StoredClient) =>
      writing(client.id, clients.missingCondition(client.id), () => rows.set(client.id, client)),
    replaceStatement: (client: StoredClient, readAt: number) =>
      writing(client.id, isStored(client.id, readAt), () => rows.set(client.id, client)),
    removeStatement: (id: string, readAt?: number) =>
      writing(id, isStored(id, readAt), () => rows.delete(id)),
  };
  const audit = {
    recordWhenStatement: (event: object, condition: Condition) =>
      writing('', condition, () => events.push(event)),
  };
  const batch = async (statements: Run[]) => {
    state.meanwhile();
    return statements.map((run) => run());
  };
  let drawn = 0;
  const forget = vi.fn();
  const deps = {
    ...{ db: { batch }, clients, cache: { forget }, audit, clock: () => state.now },
    random: { bytes: (length: number) => new Uint8Array(length).fill(++drawn) },
    ...{ idTokenAlgorithms: ['ES256', 'EdDSA'], isDevelopment: false, ...terms },
  } as unknown as ManageClientsDeps;
  return { manage: createManageClients(deps), rows, events, forget, state };
}

/** An event of an act by {@link BY}. */
export const eventOf = (
  type: string,
  id: string,
  more: { at?: number; settings?: string } = {},
) => {
  const { at = NOW, ...metadata } = more;
  const { actorId, client } = BY;
  return {
    type,
    userId: id,
    actorId,
    origin: client,
    metadata: { client_id: id, ...metadata },
    at,
  };
};
