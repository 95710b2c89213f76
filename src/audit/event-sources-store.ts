import { and, eq, type SQL, sql } from 'drizzle-orm';
import { lowestUuidAt } from '../shared/random.ts';
import { AUDIT_EVENTS, type AuditEventType, type RiskLevel } from './event.ts';
import { auditEvents } from './table.ts';

/** What an operator looks for. Times in epoch milliseconds. */
export type EventFilter = {
  type?: AuditEventType | undefined;
  riskLevel?: RiskLevel | undefined;
  /** The account, OAuth client or job that the event is about. */
  userId?: string | undefined;
  /** Who did it. */
  actorId?: string | undefined;
  ipAddress?: string | undefined;
  from?: number | undefined;
  to?: number | undefined;
};

/** Part of a list that goes by risk: one level, or all that is neither critical nor high. */
export type Stage = 'all' | 'critical' | 'high' | 'rest';

/** A way into the table: an index that is gone through by id, and what is looked at in each row. */
export type Source = { within: SQL | undefined; rest: SQL | undefined };

/** Ids from `lowest` to before `below`. */
export type Range = { lowest: string; below: string };

// Every id sorts before it. A bound makes the first page a search as well.
const TOP = 'g';

/**
 * The range of ids, which sort by time, of a filter and before an id. One bound on each side:
 * SQLite goes to the first that it is given, and looks at every row for the others.
 */
export function rangeOf({ from, to }: EventFilter, before = TOP): Range {
  const end = to === undefined ? TOP : lowestUuidAt(to);
  const lowest = from === undefined ? '' : lowestUuidAt(from);
  return { lowest, below: end < before ? end : before };
}

type Column = (typeof auditEvents)['userId' | 'actorId' | 'type' | 'ipAddress' | 'riskLevel'];

// The sign keeps SQLite from choosing an index for it.
const looksLike = (column: Column, value: string | undefined): SQL | undefined =>
  value === undefined ? undefined : sql`+${column} = ${value}`;

/** Returns the ways into the table that a search needs; none if nothing can match. */
export function sourcesOf(filter: EventFilter, stage: Stage): Source[] {
  const level = levelOf(filter, stage);
  if (level === 'none') return [];
  const { type, userId, actorId, ipAddress } = filter;
  const { riskLevel: risk, actorId: actor } = auditEvents;
  const others = and(
    looksLike(auditEvents.type, type),
    looksLike(auditEvents.ipAddress, ipAddress),
  );
  const isRest = stage === 'rest' && level === null;
  const ofLevel = isRest
    ? sql`+${risk} not in ('critical', 'high')`
    : looksLike(risk, level ?? undefined);
  const byActor = looksLike(actor, actorId);
  if (userId !== undefined)
    return [{ within: eq(auditEvents.userId, userId), rest: and(byActor, ofLevel, others) }];
  if (actorId !== undefined) {
    const onOthers = and(eq(actor, actorId), sql`${actor} <> ${auditEvents.userId}`);
    return [
      { within: onOthers, rest: and(ofLevel, others) },
      { within: eq(auditEvents.userId, actorId), rest: and(byActor, ofLevel, others) },
    ];
  }
  if (level !== 'critical' && level !== 'high')
    return [{ within: undefined, rest: and(ofLevel, others) }];
  // SQLite takes a partial index only for a level that it can read in the query.
  return [{ within: sql`${risk} = ${sql.raw(`'${level}'`)}`, rest: others }];
}

/**
 * The level that filter and stage confine a search to; null for several. A type has one level, and
 * has always had it.
 */
function levelOf({ type, riskLevel }: EventFilter, stage: Stage): RiskLevel | 'none' | null {
  const levels = [
    stage === 'critical' || stage === 'high' ? stage : undefined,
    riskLevel,
    type === undefined ? undefined : AUDIT_EVENTS[type],
  ].filter((level) => level !== undefined);
  const [level = null] = levels;
  if (levels.some((other) => other !== level)) return 'none';
  return stage === 'rest' && (level === 'critical' || level === 'high') ? 'none' : level;
}
