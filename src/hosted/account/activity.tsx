import { type Context, Hono } from 'hono';
import * as z from 'zod';
import type { AuditStore } from '../../audit/audit-store.ts';
import { toOwnAuditView } from '../../audit/audit-view.ts';
import type { AuditRow } from '../../audit/table.ts';
import { idSchema } from '../../http/id-schema.ts';
import { pageHeaders } from '../../kit/page-headers.ts';
import type { LimitDeps } from '../../limits/limit.ts';
import type { ListPlaces, Place } from '../../sessions/list-places.ts';
import type { Clock } from '../../shared/clock.ts';
import { limitPageByUser } from '../web/limit-page.tsx';
import { signedIn } from '../web/open-page.ts';
import { readForm } from '../web/read-form.tsx';
import { toEntries } from './activity-entries.ts';
import { ActivityPage, SECURE } from './activity-view.tsx';
import { type EndSessionsDeps, endOthers } from './end-sessions.ts';
import { KINDS, typesOf } from './event-kinds.ts';
import { SecurePage } from './secure-view.tsx';

export type ActivityPagesDeps = EndSessionsDeps &
  LimitDeps & {
    audit: AuditStore;
    listPlaces: ListPlaces;
    clock: Clock;
    /** How long a history is kept, in milliseconds. */
    historyKeptFor: number;
  };

/** Events on a page, as the API gives. */
const LIMIT = 50;

/** What is asked for; what makes no sense is as if it were not asked for. */
const query = z.object({
  kind: z.enum(KINDS).catch('all'),
  before: idSchema.optional().catch(undefined),
});

type Variables = { events: AuditRow[]; places: Map<string, Place> };

/** `/account/activity`: a person's own history. Shares the limits of the API's routes. */
export const activityPages = (provide: (c: Context) => ActivityPagesDeps) => {
  // Read while the guard judges the session; shown only if it is alive.
  const beginList = async (c: Context, userId: string) => {
    const { audit, listPlaces } = provide(c);
    const { kind, before: cursor } = query.parse(c.req.query());
    const none = { type: undefined, riskLevel: undefined, from: undefined, to: undefined };
    const [events, places] = await Promise.all([
      audit.list({ userId, ...none, types: typesOf(kind), cursor, limit: LIMIT }),
      listPlaces(userId),
    ]);
    c.set('events', events);
    c.set('places', places);
  };

  return new Hono<{ Variables: Variables }>({ strict: false })
    .get(
      '/activity',
      pageHeaders(provide),
      signedIn(provide, limitPageByUser(provide, 'audit_logs', beginList)),
      (c) => {
        const { page, session, events, places } = c.var;
        const { clock, historyKeptFor: keptFor } = provide(c);
        const shown = events.slice(0, LIMIT);
        const older = events.length > LIMIT ? (shown.at(-1)?.id ?? null) : null;
        const entries = toEntries(shown.map(toOwnAuditView));
        const { kind, before } = query.parse(c.req.query());
        const about = { kind, before, older, entries, places, now: clock(), keptFor };
        return c.html(<ActivityPage page={page} session={session} {...about} />, 200);
      },
    )
    .get('/activity/secure', pageHeaders(provide), signedIn(provide), async (c) => {
      const { page, session } = c.var;
      const flash = await provide(c).flashes.take(c, session.claims.sid);
      return c.html(<SecurePage page={page} session={session} flash={flash} />, 200);
    })
    .post(
      '/activity/secure',
      pageHeaders(provide),
      signedIn(provide, limitPageByUser(provide, 'sessions_end_all')),
      readForm(provide, z.object({})),
      (c) => endOthers(c, provide(c), SECURE),
    );
};
