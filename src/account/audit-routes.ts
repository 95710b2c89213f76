import { type Context, Hono } from 'hono';
import type * as z from 'zod';
import type { AuditStore } from '../audit/audit-store.ts';
import { type AuditView, toAuditView, toOwnAuditView } from '../audit/audit-view.ts';
import type { AuditRow } from '../audit/table.ts';
import { type AuthenticateDeps, authenticate } from '../http/authenticate.ts';
import { validate } from '../http/contract.ts';
import { forbidden } from '../http/errors.ts';
import { type LimitDeps, limitByUser } from '../limits/limit.ts';
import type { SignedIn } from '../sessions/resolve-principal.ts';
import { fromIso } from '../shared/clock.ts';
import { doc, query } from './audit-docs.ts';

export type AuditRoutesDeps = AuthenticateDeps<SignedIn> & LimitDeps & { audit: AuditStore };

/** `/api/v1/audit`: the audit trail. */
export const auditRoutes = (provide: (c: Context) => AuditRoutesDeps) => {
  const list = (c: Context, userId: string) => {
    const {
      event_type: type,
      risk_level: riskLevel,
      from,
      to,
      cursor,
      limit,
    } = c.req.valid('query' as never) as z.output<typeof query>;
    const period = {
      from: from === undefined ? undefined : fromIso(from),
      to: to === undefined ? undefined : fromIso(to),
    };
    return provide(c).audit.list({ userId, type, riskLevel, ...period, cursor, limit });
  };
  // Starts while the token is being checked; the events are shown only if it is valid.
  const beginList = async (c: Context, userId: string) => {
    c.set('listed', await list(c, userId));
  };

  return new Hono<{ Variables: { listed: AuditRow[] } }>({ strict: false }).get(
    '/logs',
    doc,
    validate('query', query),
    authenticate(provide, limitByUser(provide, 'audit_logs', beginList)),
    async (c) => {
      const { user } = c.var.principal;
      const { user_id: userId, limit } = c.req.valid('query');
      const isUnredacted = userId !== undefined && user.roles.includes('admin');
      const isOwn = userId === undefined || userId === user.id;
      if (!isOwn && !isUnredacted) throw forbidden();
      const events = isOwn ? c.var.listed : await list(c, userId);
      return c.json(toPage(events, limit, isUnredacted ? toAuditView : toOwnAuditView), 200);
    },
  );
};

function toPage(events: AuditRow[], limit: number, toView: (event: AuditRow) => AuditView) {
  const more = events.length > limit;
  return {
    logs: events.slice(0, limit).map(toView),
    next_cursor: more ? (events[limit - 1]?.id ?? null) : null,
  };
}
