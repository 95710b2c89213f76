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
  from: z.iso.datetime({ offset: true }).optional().describe('The earliest moment.'),
  to: z.iso.datetime({ offset: true }).optional().describe('The moment after the latest.'),
  user_id: idSchema.optional().describe('Somebody else’s events, for admins.'),
  cursor: idSchema.optional().describe('The `next_cursor` of the page before.'),
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
  summary: 'What happened to my account',
  description:
    'The latest first. What an administrator did names none of them: its actor is `administrator`. Admins may ask for anybody’s events with `user_id`, whole.',
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
  // One's own events are asked for while the token is still being checked, and shown only if it is good.
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
      const { user_id: asked, limit } = c.req.valid('query');
      const whole = asked !== undefined && user.roles.includes('admin');
      const isOwn = asked === undefined || asked === user.id;
      if (!isOwn && !whole) throw forbidden();
      const events = isOwn ? c.var.listed : await list(c, asked);
      return c.json(toPage(events, limit, whole ? toAuditView : toOwnAuditView), 200);
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
