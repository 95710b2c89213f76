import { type Context, Hono } from 'hono';
import { toListed } from '../admin/route-schemas.ts';
import type { ViewUsers } from '../admin/view-users.ts';
import { validationError } from '../http/errors.ts';
import type { Clock } from '../shared/clock.ts';
import { AppError } from '../shared/errors.ts';
import { type GateDeps, staffOnly } from './gate.tsx';
import { type Asked, readQuery } from './read-query.ts';
import { UsersPage } from './users-view.tsx';

export type UsersPageDeps = GateDeps & { viewUsers: Pick<ViewUsers, 'list'>; clock: Clock };

/** `/admin/users`: finds users. Asks what the API's list asks. */
export const usersPage = (provide: (c: Context) => UsersPageDeps) =>
  new Hono({ strict: false }).get('/', ...staffOnly(provide, 'admin_read'), async (c) => {
    const { viewUsers, flashes, clock } = provide(c);
    const { page, session } = c.var;
    const read = readQuery(c.req.query());
    const [found, flash] = await Promise.all([
      list(viewUsers, read.asked),
      flashes.take(c, session.claims.sid),
    ]);
    const isWrong = read.isWrong || found.asked !== read.asked;
    const isErased = flash?.key === 'console_erased';
    const about = { page, session, isWrong, isErased, now: clock() };
    return c.html(<UsersPage {...about} {...found} />, isWrong ? 400 : 200);
  });

/** A page of the list; its first one for a cursor that is of another list, or of none. */
async function list(viewUsers: UsersPageDeps['viewUsers'], asked: Asked) {
  try {
    return { asked, ...(await viewUsers.list(toListed(asked))) };
  } catch (error) {
    if (!(error instanceof AppError && error.code === validationError.code)) throw error;
    const first = { ...asked, cursor: undefined };
    return { asked: first, ...(await viewUsers.list(toListed(first))) };
  }
}
