import type { AuditQuery, AuditStore } from '../audit/audit-store.ts';
import type { AuditEvent } from '../audit/event.ts';
import type { AuditRow } from '../audit/table.ts';
import { toAuditRow } from '../audit/to-row.ts';
import { type Database, runBatch } from '../shared/database.ts';
import type { Log } from '../shared/log.ts';
import type { Random } from '../shared/random.ts';
import type { UserStore } from '../users/user-store.ts';
import type { AccountGuards } from './account-guards.ts';
import type { EventQuery } from './event-storage.ts';
import type { TeachHistory } from './teach-history.ts';

/** Events per call of a guard. */
const PAGE = 1000;

type GuardedAuditDeps = {
  db: Database;
  users: Pick<UserStore, 'existsCondition'>;
  /** The events of D1. */
  audit: AuditStore;
  guards: AccountGuards;
  teachHistory: TeachHistory;
  random: Random;
  log: Log;
  /** How long events are kept, in milliseconds. */
  keepFor: number;
};

/**
 * The audit trail over guards and D1. A user's history is their guard's, which tells D1 what
 * operators search for. What a change of the directory records in its batch is copied to the guard
 * by the change, or taught when the history is next read.
 */
export function createGuardedAudit(deps: GuardedAuditDeps) {
  const { db, users, audit, guards, random, keepFor } = deps;
  return {
    ...audit,

    /** Records an event by itself. One about a user must be about an existing one. */
    async record(event: AuditEvent): Promise<void> {
      const { userId, at } = event;
      if (userId === null) return audit.record(event);
      const row = toAuditRow(event, random.uuidAt(at));
      if (await guards.record(userId, { row, keepUntil: at + keepFor })) return;
      // Closed for an erasure: if that fails, the guard learns the event from D1; else it goes with
      // the others.
      await runBatch(db, [audit.recordWhenStatement(event, users.existsCondition(userId))]);
    },

    /** Like the store's, of the guard; of D1 for what is left of a user who is erased. */
    async list(query: AuditQuery): Promise<AuditRow[]> {
      const { userId, mustBeWhole = false, ...rest } = query;
      const kept = await read(deps, userId, { ...rest, limit: query.limit + 1 }, mustBeWhole);
      return kept ?? audit.list(query);
    },

    /** Like the store's, of the guard; of D1 for what is left of a user who is erased. */
    async listAll(userId: string): Promise<AuditRow[]> {
      const all = await read(deps, userId, { limit: PAGE });
      if (all === null) return audit.listAll(userId);
      for (let page = all; page.length === PAGE; all.push(...page))
        page = await guards.listEvents(userId, { cursor: all.at(-1)?.id, limit: PAGE });
      return all;
    },
  } satisfies AuditStore;
}

/** Lists events of a guard, which is taught first what it may lack. Null without such a user. */
async function read(
  { guards, teachHistory, log }: GuardedAuditDeps,
  userId: string,
  query: EventQuery,
  mustBeWhole = false,
): Promise<AuditRow[] | null> {
  const { events, lacks } = await guards.history(userId, query);
  if (lacks === null) return events;
  try {
    if (!(await teachHistory(userId, lacks))) return null;
  } catch (error) {
    // A guard that knows the past may at most lack a change of which it has not heard yet.
    if (lacks.since === 0 || mustBeWhole) throw error;
    log.error('history_not_taught', error);
    return events;
  }
  return guards.listEvents(userId, query);
}
