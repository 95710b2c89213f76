import { type Context, Hono } from 'hono';
import { type EventsPageDeps, eventsPage } from './events-page.tsx';
import { USERS } from './frame.tsx';
import { type UserPageDeps, userPage } from './user-page.tsx';
import { type UsersPageDeps, usersPage } from './users-page.tsx';

export type ConsolePagesDeps = UsersPageDeps & UserPageDeps & EventsPageDeps;

/** `/admin`: the console of staff and admins. */
export const consolePages = (provide: (c: Context) => ConsolePagesDeps) =>
  new Hono({ strict: false })
    // The overview comes here.
    .get('/', (c) => c.redirect(USERS, 303))
    .route('/users', usersPage(provide))
    .route('/users', userPage(provide))
    .route('/events', eventsPage(provide));
