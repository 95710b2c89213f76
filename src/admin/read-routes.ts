import { type Context, Hono } from 'hono';
import type { AuthenticateDeps } from '../http/authenticate.ts';
import { validate } from '../http/contract.ts';
import type { LimitDeps } from '../limits/limit.ts';
import type { SignedIn } from '../sessions/resolve-principal.ts';
import { eventsDoc } from './event-docs.ts';
import { eventsQuery } from './event-schemas.ts';
import type { StaffRules } from './require-role.ts';
import { figuresDoc, listDoc, statsDoc, viewDoc } from './route-docs.ts';
import { figuresQuery, listQuery, toListed, userParam } from './route-schemas.ts';
import type { SearchEvents } from './search-events.ts';
import { letStaffRead } from './staff-gate.ts';
import type { ViewFigures } from './view-figures.ts';
import type { ViewUsers } from './view-users.ts';

export type ReadRoutesDeps = AuthenticateDeps<SignedIn> &
  LimitDeps &
  StaffRules & { viewUsers: ViewUsers; viewFigures: ViewFigures; searchEvents: SearchEvents };

/** Routes that staff and admins use to look up users and figures. */
export const readRoutes = (provide: (c: Context) => ReadRoutesDeps) => {
  const readers = letStaffRead(provide);

  return new Hono({ strict: false })
    .get('/users', listDoc, ...readers, validate('query', listQuery), async (c) => {
      const found = await provide(c).viewUsers.list(toListed(c.req.valid('query')));
      const { users, nextCursor, lookedThrough } = found;
      return c.json({ users, next_cursor: nextCursor, looked_through: lookedThrough }, 200);
    })
    .get('/users/:id', viewDoc, ...readers, validate('param', userParam), async (c) =>
      c.json(await provide(c).viewUsers.view(c.req.valid('param').id), 200),
    )
    .get('/stats', statsDoc, ...readers, async (c) =>
      c.json(await provide(c).viewUsers.count(), 200),
    )
    .get('/figures', figuresDoc, ...readers, validate('query', figuresQuery), async (c) =>
      c.json(await provide(c).viewFigures(c.req.valid('query').period), 200),
    )
    .get('/events', eventsDoc, ...readers, validate('query', eventsQuery), async (c) =>
      c.json(await provide(c).searchEvents(c.req.valid('query')), 200),
    );
};
