import type { ViewUsers } from '../admin/view-users.ts';
import type { ListConnections } from '../oauth/connections/list-connections.ts';
import type { Clock } from '../shared/clock.ts';

export type ReadUserDeps = {
  viewUsers: Pick<ViewUsers, 'see'>;
  listConnections: ListConnections;
  clock: Clock;
};

/**
 * Returns a user as the console shows them, with the apps that may use the account. Throws
 * `not_found`, `storage_unavailable`.
 */
export async function readUser({ viewUsers, listConnections }: ReadUserDeps, id: string) {
  const seen = await viewUsers.see(id);
  // Only once the user is known to exist: addressing a guard creates it.
  return { ...seen, connections: await listConnections(id) };
}
export type ReadUser = Awaited<ReturnType<typeof readUser>>;
