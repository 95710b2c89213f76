import type { ViewUsers } from '../admin/view-users.ts';
import type { ListConnections } from '../oauth/connections/list-connections.ts';
import type { Clock } from '../shared/clock.ts';
import type { Log } from '../shared/log.ts';
import type { MailStore } from '../users/mails/mail-store.ts';
import type { MailRow } from '../users/mails/table.ts';
import { actorsIn } from './actor.tsx';
import { MAILS_SHOWN } from './mails-panel.tsx';
import { type HistoryQuery, toAsked } from './read-history.ts';

export type ReadUserDeps = {
  viewUsers: Pick<ViewUsers, 'see' | 'nameActors'>;
  listConnections: ListConnections;
  /** The latest mails to a user, at most so many. */
  listMails: MailStore['list'];
  clock: Clock;
  log: Log;
};

/**
 * Returns a user as the console shows them, with the events that are asked for, what those who
 * acted are called, the mails that went to them, and the apps that may use the account. Throws
 * `not_found`, `storage_unavailable`.
 */
export async function readUser(deps: ReadUserDeps, id: string, query: HistoryQuery) {
  const { viewUsers, listConnections } = deps;
  const [seen, mails] = await Promise.all([viewUsers.see(id, toAsked(query)), readMails(deps, id)]);
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
  return { ...seen, connections, names, mails };
}
/** The mails; null if they cannot be read: the rest of the page can. */
async function readMails({ listMails, log }: ReadUserDeps, id: string): Promise<MailRow[] | null> {
  try {
    return await listMails(id, MAILS_SHOWN);
  } catch (error) {
    log.error('mails_not_read', error);
    return null;
  }
}

export type ReadUser = Awaited<ReturnType<typeof readUser>>;
