import { type Context, Hono } from 'hono';
import type { ExportUsers } from '../admin/export-users.ts';
import { toListed } from '../admin/route-schemas.ts';
import { isFresh, proveFirst } from '../hosted/account/fresh-page.ts';
import { isFromOwnPage } from '../hosted/web/page-csrf.ts';
import { pageOf, sessionOf } from '../hosted/web/page-of.ts';
import { clientInfo } from '../http/client-info.ts';
import { forbidden } from '../http/errors.ts';
import { noteProblem } from '../http/request-log.ts';
import type { Clock } from '../shared/clock.ts';
import { ConsoleDoor, USERS } from './frame.tsx';
import { type GateDeps, mayAct, staffOnly } from './gate.tsx';
import { listPath, readQuery } from './read-query.ts';

export type UsersExportDeps = GateDeps & { exportUsers: ExportUsers; clock: Clock };

/** `/admin/users.csv`: the users of a search as a file, for admins with a fresh proof. */
export const usersExport = (provide: (c: Context) => UsersExportDeps) =>
  new Hono({ strict: false }).get('/users.csv', ...staffOnly(provide, 'admin_export'), (c) =>
    download(c, provide(c)),
  );

async function download(c: Context, deps: UsersExportDeps): Promise<Response> {
  const session = sessionOf(c);
  const { asked, isWrong } = readQuery(c.req.query());
  const list = listPath(USERS, asked);
  // A link of another site must not make files. What is no search must not become everybody.
  if (!isFromOwnPage(c, deps.returnRules.own) || isWrong) return c.redirect(list, 303);
  if (!mayAct(session)) {
    noteProblem(c, forbidden.code);
    return c.html(
      <ConsoleDoor page={pageOf(c)} title="Only admins may download users">
        <p>You’re staff: you may look at every user here, but not take them along.</p>
        <p>
          <a href={list}>Back to the users</a>
        </p>
      </ConsoleDoor>,
      403,
    );
  }
  if (!isFresh(session, deps.clock)) return proveFirst(c, list);
  const { cursor: _, limit: __, ...listed } = toListed(asked);
  const body = await deps.exportUsers({
    asked: listed,
    actorId: session.user.id,
    sessionId: session.claims.sid,
    client: clientInfo(c),
  });
  return c.body(body, 200, {
    'Content-Type': 'text/csv; charset=utf-8',
    'Content-Disposition': 'attachment; filename="users.csv"',
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
  });
}
