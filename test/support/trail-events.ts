import { env } from 'cloudflare:workers';
import { AUDIT_EVENTS, type AuditEventType } from '../../src/audit/event.ts';
import { systemRandom } from '../../src/shared/random.ts';

export type TrailEvent = {
  type: AuditEventType;
  at: number;
  userId?: string | null;
  actorId?: string | null;
  ip?: string | null;
  metadata?: object;
};

/** Puts events into D1 as the ledger does; returns their ids in the order given. */
export async function addTrailEvents(events: TrailEvent[]): Promise<string[]> {
  const rows = events.map((event) => ({ ...event, id: systemRandom.uuidAt(event.at) }));
  await env.DB.prepare(
    `insert into audit_events (id, type, risk_level, user_id, actor_id, ip_address, metadata, created_at)
      select json_extract(value, '$.id'), json_extract(value, '$.type'), json_extract(value, '$.risk'),
        json_extract(value, '$.userId'), json_extract(value, '$.actorId'), json_extract(value, '$.ip'),
        json_extract(value, '$.metadata'), json_extract(value, '$.at') from json_each(?)`,
  )
    .bind(
      JSON.stringify(
        rows.map(({ metadata = {}, ...row }) => ({
          ...row,
          risk: AUDIT_EVENTS[row.type],
          metadata: JSON.stringify(metadata),
        })),
      ),
    )
    .run();
  return rows.map(({ id }) => id);
}

/** Adds many events of one kind, a millisecond apart, the last at `until`, by SQL alone. */
export async function crowdTrail(count: number, until: number): Promise<void> {
  await env.DB.prepare(
    `insert into audit_events (id, type, risk_level, user_id, actor_id, metadata, created_at)
      with recursive n(i) as (select 0 union all select i + 1 from n where i < ?1 - 1)
      select substr(printf('%012x', ?2 - i), 1, 8) || '-' || substr(printf('%012x', ?2 - i), 9)
        || '-7000-9000-000000000000', 'session.sign_in_failed', 'medium', 'crowd', 'crowd', '{}', ?2 - i from n`,
  )
    .bind(count, until)
    .run();
}
