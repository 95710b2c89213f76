import type { AuditQuery, AuditStore } from '../audit/audit-store.ts';
import type { AuditEvent } from '../audit/event.ts';
import type { AuditRow } from '../audit/table.ts';
import { toAuditRow } from '../audit/to-row.ts';
import type { Random } from '../shared/random.ts';
import type { AccountGuards } from './account-guards.ts';

/** Events per call of a guard. */
const PAGE = 1000;

type GuardedAuditDeps = {
  audit: AuditStore;
  guards: AccountGuards;
  random: Random;
  /** How long events are kept, in milliseconds. */
  keepFor: number;
};

/**
 * The audit trail over guards and D1. An event about a user is recorded in their guard, which tells
 * D1 what operators search for; D1 alone has what changes of the directory record in their batch,
 * and what earlier releases recorded. Both together are a user's history, by the events' ids.
 */
export function createGuardedAudit({ audit, guards, random, keepFor }: GuardedAuditDeps) {
  return {
    ...audit,

    /** Records an event by itself. One about a user must be about an existing one. */
    async record(event: AuditEvent): Promise<void> {
      const { userId, at } = event;
      if (userId === null) return audit.record(event);
      const row = toAuditRow(event, random.uuidAt(at));
      await guards.record(userId, { row, keepUntil: at + keepFor });
    },

    /** Like the store's, over both. */
    async list(query: AuditQuery): Promise<AuditRow[]> {
      const limit = query.limit + 1;
      const { userId, ...rest } = query;
      const [kept, told] = await Promise.all([
        guards.listEvents(userId, { ...rest, limit }),
        audit.list(query),
      ]);
      return mergeRows(kept, told).slice(0, limit);
    },

    /** Like the store's, over both. */
    async listAll(userId: string): Promise<AuditRow[]> {
      const [kept, told] = await Promise.all([listKept(guards, userId), audit.listAll(userId)]);
      return mergeRows(kept, told);
    },
  } satisfies AuditStore;
}

async function listKept(guards: AccountGuards, userId: string): Promise<AuditRow[]> {
  const all: AuditRow[] = [];
  for (;;) {
    const cursor = all.at(-1)?.id;
    const page = await guards.listEvents(userId, { cursor, limit: PAGE });
    all.push(...page);
    if (page.length < PAGE) return all;
  }
}

// Newest first, each once.
function mergeRows(kept: AuditRow[], told: AuditRow[]): AuditRow[] {
  const rows = new Map([...told, ...kept].map((row) => [row.id, row]));
  return [...rows.values()].sort((a, b) => (a.id < b.id ? 1 : -1));
}
