import * as z from 'zod';
import { clientDescriptionSchema } from '../http/client-info.ts';
import { EXAMPLE_IDS } from '../http/example-values.ts';
import { toIso } from '../shared/clock.ts';
import { once } from '../shared/once.ts';
import { type AuditEventType, RISK_LEVELS } from './event.ts';
import type { AuditRow } from './table.ts';

const ACTORS = ['user', 'administrator'] as const;
type Actor = (typeof ACTORS)[number];

/** Events that are an administrator's or operator's if no user is recorded as the actor. */
const OFFICIAL: AuditEventType[] = ['user.registered', 'password.reset_forced', 'account.erased'];
/** The metadata of an administrator's action that the owner may see: the roles before and after. */
const PUBLIC_FACTS = ['from', 'to'];

/** An event in API responses. */
export const auditView = once(() =>
  z
    .object({
      id: z.uuid().meta({ examples: [EXAMPLE_IDS.event] }),
      event_type: z.string().meta({ examples: ['session.started'] }),
      risk_level: z.enum(RISK_LEVELS),
      user_id: z
        .string()
        .nullable()
        .meta({ examples: [EXAMPLE_IDS.user] }),
      actor_id: z
        .string()
        .nullable()
        .meta({ examples: [EXAMPLE_IDS.user] }),
      actor: z
        .enum(ACTORS)
        .nullable()
        .describe('Null for unknown actors and for the service itself.'),
      session_id: z
        .string()
        .nullable()
        .meta({ examples: [EXAMPLE_IDS.session] }),
      ip_address: z
        .string()
        .nullable()
        .meta({ examples: ['203.0.113.7'] }),
      user_agent: z
        .string()
        .nullable()
        .describe('As sent by the client; may be any text.')
        .meta({
          examples: ['Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0'],
        }),
      request_id: z
        .string()
        .nullable()
        .meta({ examples: [EXAMPLE_IDS.request] }),
      metadata: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
      created_at: z.iso.datetime(),
    })
    .meta({ id: 'AuditEvent' }),
);

export type AuditView = z.infer<ReturnType<typeof auditView>>;

/** Returns the event as administrators and staff see it: in full. */
export function toAuditView(event: AuditRow): AuditView {
  return {
    id: event.id,
    event_type: event.type,
    risk_level: event.riskLevel,
    user_id: event.userId,
    actor_id: event.actorId,
    actor: actorOf(event),
    session_id: event.sessionId,
    ip_address: event.ipAddress,
    user_agent: event.userAgent,
    request_id: event.requestId,
    metadata: factsOf(event),
    created_at: toIso(event.createdAt),
  };
}

/**
 * Returns the event as the owner of the account sees it. An administrator's action shows what was
 * done, but not by whom, from where or why, which only the team may see.
 */
export function toOwnAuditView(event: AuditRow): AuditView {
  const view = toAuditView(event);
  if (view.actor !== 'administrator') return view;
  const facts = Object.entries(view.metadata).filter(([name]) => PUBLIC_FACTS.includes(name));
  return {
    ...view,
    actor_id: null,
    session_id: null,
    ip_address: null,
    user_agent: null,
    request_id: null,
    metadata: Object.fromEntries(facts),
  };
}

/** What the service does by itself, though its name is an administrator's. */
const OF_THE_SERVICE: AuditEventType[] = ['admin.job_stopped'];

function actorOf({ actorId, userId, type }: AuditRow): Actor | null {
  if (actorId !== null) return actorId === userId ? 'user' : 'administrator';
  if (OF_THE_SERVICE.some((name) => name === type)) return null;
  const official = type.startsWith('admin.') || OFFICIAL.some((name) => name === type);
  return official ? 'administrator' : null;
}

// An event from before the closed lists may hold a description that the client wrote.
function factsOf({ type, metadata }: AuditRow): AuditRow['metadata'] {
  return type === 'password.reset_asked' && typeof metadata.from === 'string'
    ? { ...metadata, from: clientDescriptionSchema.parse(metadata.from) }
    : metadata;
}
