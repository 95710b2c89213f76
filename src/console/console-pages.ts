import { type Context, Hono } from 'hono';
import { USERS } from './frame.tsx';
import { type UserPageDeps, userPage } from './user-page.tsx';
import { type UsersExportDeps, usersExport } from './users-export.tsx';
import { type UsersPageDeps, usersPage } from './users-page.tsx';

export type ConsolePagesDeps = UsersPageDeps & UserPageDeps & UsersExportDeps;

/** `/admin`: the console of staff and admins. */
export const consolePages = (provide: (c: Context) => ConsolePagesDeps) =>
  new Hono({ strict: false })
    // The overview comes here.
    .get('/', (c) => c.redirect(USERS, 303))
    .route('/', usersExport(provide))
    .route('/users', usersPage(provide))
    .route('/users', userPage(provide));
