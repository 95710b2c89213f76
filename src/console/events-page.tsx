import { type Context, Hono } from 'hono';
import type { SearchEvents } from '../admin/search-events.ts';
import type { ViewUsers } from '../admin/view-users.ts';
import { validationError } from '../http/errors.ts';
import { AppError } from '../shared/errors.ts';
import { actorsIn } from './actor.tsx';
import { readEventsQuery } from './events-query.ts';
import { EventsPage } from './events-view.tsx';
import { type GateDeps, staffOnly } from './gate.tsx';

export type EventsPageDeps = GateDeps & {
  searchEvents: SearchEvents;
  viewUsers: Pick<ViewUsers, 'nameActors'>;
};

/**
 * Seconds after which a list that is followed is read again: 360 times an hour, of the 600 that
 * `admin_read` allows.
 */
const LOOK_AGAIN = 10;

/** `/admin/events`: the events of all users, risk first. Asks what the API's search asks. */
export const eventsPage = (provide: (c: Context) => EventsPageDeps) =>
  new Hono({ strict: false }).get('/', ...staffOnly(provide, 'admin_read'), async (c) => {
    const { page, session } = c.var;
    const { asked, isWrong, follows } = readEventsQuery(c.req.query());
    const { searchEvents, viewUsers } = provide(c);
    // A cursor of another search, or half of one: the list from its beginning, and a notice.
    const found = await searchEvents(asked).catch((error: unknown) => {
      if (error instanceof AppError && error.code === validationError.code) return null;
      throw error;
    });
    const { cursor: _, after: __, ...fromTop } = asked;
    const isRead = found !== null && !isWrong;
    const list = found ?? (await searchEvents(fromTop));
    const names = await viewUsers.nameActors(actorsIn(list.events));
    if (follows && isRead) c.header('Refresh', String(LOOK_AGAIN));
    const shown = { asked: found === null ? fromTop : asked, isWrong: !isRead, follows };
    const about = { page, session, ...shown };
    return c.html(<EventsPage {...about} list={list} names={names} />, isRead ? 200 : 400);
  });
