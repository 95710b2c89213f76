import * as z from 'zod';
import { toIso } from '../shared/clock.ts';
import type { AuditRow } from './audit-store.ts';
import { RISK_LEVELS } from './event.ts';

/** What the API shows of an event. */
export const auditView = z
  .object({
    id: z.uuid(),
    event_type: z.string().meta({ examples: ['session.started'] }),
    risk_level: z.enum(RISK_LEVELS),
    user_id: z
      .string()
      .nullable()
      .meta({ examples: ['0190f5a4-7d2b-7c3e-9a41-5b6c7d8e9f02'] }),
    actor_id: z
      .string()
      .nullable()
      .meta({ examples: ['0190f5a4-7d2b-7c3e-9a41-5b6c7d8e9f02'] }),
    session_id: z
      .string()
      .nullable()
      .meta({ examples: ['0190f5a4-7d2b-7c3e-9a41-5b6c7d8e9f01'] }),
    ip_address: z
      .string()
      .nullable()
      .meta({ examples: ['203.0.113.7'] }),
    user_agent: z
      .string()
      .nullable()
      .meta({
        examples: ['Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0'],
      }),
    request_id: z
      .string()
      .nullable()
      .meta({ examples: ['7d4c9a0e-3a52-4c39-9d0e-8f6f0c1b2a3d'] }),
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
