import type { ViewUsers } from '../admin/view-users.ts';
import type { ListConnections } from '../oauth/connections/list-connections.ts';
import type { Clock } from '../shared/clock.ts';
import { actorsIn } from './actor.tsx';
import { type HistoryQuery, toAsked } from './read-history.ts';

export type ReadUserDeps = {
  viewUsers: Pick<ViewUsers, 'see' | 'nameActors'>;
  listConnections: ListConnections;
  clock: Clock;
};

/**
 * Returns a user as the console shows them, with the events that are asked for, what those who acted
 * are called, and the apps that may use the account. Throws `not_found`, `storage_unavailable`.
 */
export async function readUser(
  { viewUsers, listConnections }: ReadUserDeps,
  id: string,
  query: HistoryQuery,
) {
  const seen = await viewUsers.see(id, toAsked(query));
  const { recent_events: events, factor_removal: removal } = seen.user;
  const actors = [
    ...actorsIn(events),
    ...(removal === null || removal.actor_id === id ? [] : [removal.actor_id]),
  ];
  // Only once the user is known to exist: addressing a guard creates it.
  const [connections, names] = await Promise.all([
    listConnections(id),
    viewUsers.nameActors(actors),
  ]);
  return { ...seen, connections, names };
}
export type ReadUser = Awaited<ReturnType<typeof readUser>>;
