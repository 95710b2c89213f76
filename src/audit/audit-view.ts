import * as z from 'zod';
import { toIso } from '../shared/clock.ts';
import type { AuditRow } from './audit-store.ts';
import { RISK_LEVELS } from './event.ts';

/** What the API shows of an event. */
export const auditView = z
  .object({
    id: z.uuid(),
    event_type: z.string(),
    risk_level: z.enum(RISK_LEVELS),
    user_id: z.string().nullable(),
    actor_id: z.string().nullable(),
    session_id: z.string().nullable(),
    ip_address: z.string().nullable(),
    user_agent: z.string().nullable(),
    request_id: z.string().nullable(),
    metadata: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
    created_at: z.iso.datetime(),
  })
  .meta({ id: 'AuditEvent' });

/** The event as the API shows it. */
export function toAuditView(event: AuditRow): z.infer<typeof auditView> {
  return {
    id: event.id,
    event_type: event.type,
    risk_level: event.riskLevel,
    user_id: event.userId,
    actor_id: event.actorId,
    session_id: event.sessionId,
    ip_address: event.ipAddress,
    user_agent: event.userAgent,
    request_id: event.requestId,
    metadata: event.metadata,
    created_at: toIso(event.createdAt),
  };
}
