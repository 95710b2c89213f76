import { type FindClientDeps, findClient } from './find-client.ts';

/** {@link mayAct} with its dependencies. */
export const createMayAct = (deps: FindClientDeps) => (id: string) => mayAct(deps, id);

/**
 * Whether a client may act for its users at our own routes: it is known, enabled, ours, and holds
 * the scope `account`. As {@link findClient} at most 30 seconds late. Throws `storage_unavailable`.
 */
export async function mayAct(deps: FindClientDeps, id: string): Promise<boolean> {
  const client = await findClient(deps, id);
  if (client === null || client.disabledAt !== null) return false;
  return client.firstParty && client.scopes.includes('account');
}
