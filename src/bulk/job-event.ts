import { type AuditEvent, type AuditEventType, UNKNOWN_ORIGIN } from '../audit/event.ts';
import type { ClientInfo } from '../http/client-info.ts';

type JobFacts = Record<string, string | number | boolean | null>;

/**
 * The event of a job. It is about the job itself, as that of an OAuth client is: what is about
 * nobody would be found by no search for its actor, and would outlive their erasure with their
 * address.
 */
export const jobEvent = (
  type: AuditEventType,
  job: { id: string; act: string; reason: string | null },
  {
    actorId,
    client,
    at,
    ...facts
  }: { actorId: string | null; client?: ClientInfo; at: number } & {
    facts?: JobFacts;
  },
): AuditEvent => ({
  type,
  userId: job.id,
  actorId,
  origin: client ?? UNKNOWN_ORIGIN,
  metadata: { job: job.id, act: job.act, reason: job.reason, ...facts.facts },
  at,
});

/** Where the acts of a job come from: no request of a browser. */
export const NO_CLIENT: ClientInfo = {
  ipAddress: null,
  userAgent: null,
  languages: null,
  city: null,
  country: null,
  requestId: '',
};
