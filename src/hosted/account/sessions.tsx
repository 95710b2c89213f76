import { type Context, Hono } from 'hono';
import type { Child } from 'hono/jsx';
import * as z from 'zod';
import { notFound } from '../../http/errors.ts';
import { idSchema } from '../../http/id-schema.ts';
import { noteProblem } from '../../http/request-log.ts';
import { Notice } from '../../kit/notice.tsx';
import { pageHeaders } from '../../kit/page-headers.ts';
import type { LimitDeps } from '../../limits/limit.ts';
import type { ShownSession, ShowSessions } from '../../sessions/list-sessions.ts';
import type { Clock } from '../../shared/clock.ts';
import { limitPageByUser } from '../web/limit-page.tsx';
import { signedIn } from '../web/open-page.ts';
import { pageOf, sessionOf } from '../web/page-of.ts';
import { readForm } from '../web/read-form.tsx';
import { type EndSessionsDeps, endOthers, endSessions } from './end-sessions.ts';
import { sessionOver } from './session-over.ts';
import { EndOthersPage, SESSIONS, SessionsNotice, SessionsPage } from './sessions-view.tsx';

export type SessionsPagesDeps = EndSessionsDeps &
  LimitDeps & { showSessions: ShowSessions; clock: Clock };

type Variables = { listed: ShownSession[] };
/** Which session to end: what is no id is no session. */
const endForm = z.object({ end: idSchema });

/** `/account/sessions`: where a person is signed in. Shares the limits of the API's routes. */
export const sessionsPages = (provide: (c: Context) => SessionsPagesDeps) => {
  // Read while the guard judges the session; shown only if it is alive.
  const beginList = async (c: Context, userId: string) => {
    c.set('listed', await provide(c).showSessions(userId));
  };
  const listing = limitPageByUser(provide, 'sessions', beginList);

  return new Hono<{ Variables: Variables }>({ strict: false })
    .get('/sessions', pageHeaders(provide), signedIn(provide, listing), async (c) => {
      const flash = await provide(c).flashes.take(c, c.var.session.claims.sid);
      const notice = <SessionsNotice page={c.var.page} flash={flash} />;
      return show(c, provide(c), { listed: c.var.listed, notice });
    })
    .post(
      '/sessions',
      pageHeaders(provide),
      signedIn(provide, limitPageByUser(provide, 'sessions_end')),
      readForm(provide, endForm),
      (c) => endOne(c, provide(c), c.var.form.data?.end ?? null),
    )
    .get('/sessions/end-others', pageHeaders(provide), signedIn(provide, listing), (c) =>
      c.html(
        <EndOthersPage page={c.var.page} session={c.var.session} listed={c.var.listed} />,
        200,
      ),
    )
    .post(
      '/sessions/end-others',
      pageHeaders(provide),
      signedIn(provide, limitPageByUser(provide, 'sessions_end_all')),
      readForm(provide, z.object({})),
      (c) => endOthers(c, provide(c), SESSIONS),
    );
};

async function endOne(
  c: Context,
  deps: SessionsPagesDeps,
  sessionId: string | null,
): Promise<Response> {
  const { sid, sub } = sessionOf(c).claims;
  // That takes this browser's cookies too.
  if (sessionId === sid) return c.redirect('/sign-out', 303);
  const ended = sessionId === null ? 0 : await endSessions(c, deps, sessionId);
  if (ended === null) return sessionOver(c, deps, SESSIONS);
  if (ended === 0) return notThere(c, deps, sub);
  await deps.flashes.set(c, { key: 'session_ended' }, sid);
  return c.redirect(SESSIONS, 303);
}

/** Ended already, as by a second press; the same for a session of somebody else. */
async function notThere(c: Context, deps: SessionsPagesDeps, userId: string): Promise<Response> {
  noteProblem(c, notFound.code);
  const { sessions: words } = pageOf(c).words;
  const notice = (
    <Notice kind="warn" title={words.notThere}>
      <p>{words.notThereWhy}</p>
    </Notice>
  );
  return show(c, deps, { listed: await deps.showSessions(userId), notice, status: 404 });
}

function show(
  c: Context,
  { clock }: SessionsPagesDeps,
  { listed, notice, status = 200 }: { listed: ShownSession[]; notice: Child; status?: number },
) {
  const about = { page: pageOf(c), session: sessionOf(c), listed, now: clock() };
  return c.html(<SessionsPage {...about} notice={notice} />, status as 200);
}
