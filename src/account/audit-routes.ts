import { type Context, Hono } from 'hono';
import * as z from 'zod';
import type { AuditRow, AuditStore } from '../audit/audit-store.ts';
import { type AuditView, auditView, toAuditView, toOwnAuditView } from '../audit/audit-view.ts';
import { AUDIT_EVENT_TYPES, RISK_LEVELS } from '../audit/event.ts';
import { type AuthenticateDeps, authenticate } from '../http/authenticate.ts';
import { describeRoute, validate } from '../http/contract.ts';
import { forbidden } from '../http/errors.ts';
import { idSchema } from '../http/id-schema.ts';
import { rateLimited } from '../limits/errors.ts';
import { type LimitDeps, limitByUser } from '../limits/limit.ts';
import type { SignedIn } from '../sessions/resolve-principal.ts';
import { fromIso } from '../shared/clock.ts';
import { storageUnavailable } from '../shared/errors.ts';
import { tokenErrors } from '../tokens/errors.ts';

export type AuditRoutesDeps = AuthenticateDeps<SignedIn> & LimitDeps & { audit: AuditStore };

const query = z.object({
  event_type: z
    .enum(AUDIT_EVENT_TYPES)
    .optional()
    .meta({ examples: ['session.started'] }),
  risk_level: z.enum(RISK_LEVELS).optional(),
  from: z.iso.datetime({ offset: true }).optional().describe('The earliest time, inclusive.'),
  to: z.iso.datetime({ offset: true }).optional().describe('The latest time, exclusive.'),
  user_id: idSchema.optional().describe('Another user’s events; admins only.'),
  cursor: idSchema.optional().describe('The `next_cursor` of the previous page.'),
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(100)
    .default(50)
    .meta({ examples: [20] }),
});

const doc = describeRoute({
  operationId: 'listAuditEvents',
  summary: 'List my audit events',
  description:
    'Newest first. Administrators stay anonymous: their actor is `administrator`. With `user_id`, admins see any user’s events unredacted.',
  tag: 'Account',
  security: 'access_token',
  answer: {
    status: 200,
    description: 'A page of events.',
    schema: z.object({ logs: z.array(auditView), next_cursor: z.uuid().nullable() }),
  },
  errors: [...tokenErrors, forbidden, rateLimited, storageUnavailable],
});

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
