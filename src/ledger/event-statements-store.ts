import { getTableColumns, type SQL, sql } from 'drizzle-orm';
import type { AuditRow } from '../audit/table.ts';
import { auditEvents } from '../audit/table.ts';
import type { Database, Statement } from '../shared/database.ts';
import { erasedDigest } from '../users/erased-user-store.ts';

const extract = (property: string): SQL => sql.raw(`json_extract(value, '$.${property}')`);
const unlessErased = (property: string): SQL =>
  sql`case when about.pseudonym is null and by.pseudonym is null then ${extract(property)} end`;

/**
 * What each column gets. An event about someone who was erased while it was on its way is written
 * as erasure leaves events behind: under the pseudonym, without origin, session and metadata.
 */
const VALUES: Partial<Record<keyof AuditRow, SQL>> = {
  userId: sql`coalesce(about.pseudonym, ${extract('userId')})`,
  actorId: sql`coalesce(by.pseudonym, ${extract('actorId')})`,
  sessionId: sql`case when about.pseudonym is null then ${extract('sessionId')} end`,
  ipAddress: unlessErased('ipAddress'),
  userAgent: unlessErased('userAgent'),
  requestId: unlessErased('requestId'),
  metadata: sql`case when about.pseudonym is null then ${extract('metadata')} else '{}' end`,
};

/** Writes those of these events that are not written yet. */
export function recordEventsStatement(db: Database, events: AuditRow[]): Statement {
  const rows = events.map((event) => ({
    ...event,
    metadata: JSON.stringify(event.metadata),
    about: markOf(event.userId),
    by: markOf(event.actorId),
  }));
  const values = Object.keys(getTableColumns(auditEvents)).map(
    (property) => VALUES[property as keyof AuditRow] ?? extract(property),
  );
  return db
    .insert(auditEvents)
    .select(
      sql`select ${sql.join(values, sql`, `)} from json_each(${JSON.stringify(rows)})
        left join erased_users as about on about.user_id = ${extract('about')}
        left join erased_users as by on by.user_id = ${extract('by')}
        where true`,
    )
    .onConflictDoNothing();
}

const markOf = (id: string | null): string | null => (id === null ? null : erasedDigest(id));
