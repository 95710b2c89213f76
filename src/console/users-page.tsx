import { type Context, Hono } from 'hono';
import type { ViewUsers } from '../admin/view-users.ts';
import type { Clock } from '../shared/clock.ts';
import { type GateDeps, staffOnly } from './gate.tsx';
import { readQuery } from './read-query.ts';
import { UsersPage } from './users-view.tsx';

export type UsersPageDeps = GateDeps & { viewUsers: Pick<ViewUsers, 'list'>; clock: Clock };

const ANYONE = { query: undefined, status: undefined, role: undefined, cursor: undefined };

/** `/admin/users`: finds users. Asks what the API's list asks. */
export const usersPage = (provide: (c: Context) => UsersPageDeps) =>
  new Hono({ strict: false }).get('/', ...staffOnly(provide, 'admin_read'), async (c) => {
    const { viewUsers, flashes, clock } = provide(c);
    const { page, session } = c.var;
    const { asked, isWrong } = readQuery(c.req.query());
    const [found, flash] = await Promise.all([
      viewUsers.list({ ...ANYONE, ...asked }),
      flashes.take(c, session.claims.sid),
    ]);
    const isErased = flash?.key === 'console_erased';
    const about = { page, session, asked, isWrong, isErased, now: clock() };
    return c.html(<UsersPage {...about} {...found} />, isWrong ? 400 : 200);
  });
