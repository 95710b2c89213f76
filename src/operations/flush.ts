import type { AuditStore } from '../audit/audit-store.ts';
import type { SessionStore } from '../sessions/session-store.ts';
import { type Clock, MINUTE } from '../shared/clock.ts';
import type { RevokedTokenStore } from '../tokens/revoked-token-store.ts';
import type { ErasedUserStore } from '../users/erased-user-store.ts';
import type { RegistrationStore } from '../users/registration-store.ts';

/** Rows that one statement deletes: well within the time limit of a D1 query. */
const BATCH = 2000;
/**
 * Statements per run, below the 1,000 queries that D1 allows an invocation; the rest waits for the
 * next run. At a run every 15 minutes that is 77 million rows a day, three times what 50 million
 * users leave.
 */
const MOST_BATCHES = 400;
/**
 * Milliseconds after which a run starts no further statement, so it ends before the next one
 * begins.
 */
const LONGEST_RUN = 10 * MINUTE;

export type Flushed = {
  sessions: number;
  revoked_tokens: number;
  audit_events: number;
  unverified_accounts: number;
  /** False if rows are left for the next run. */
  complete: boolean;
};
export type FlushDeps = {
  sessions: SessionStore;
  revokedTokens: RevokedTokenStore;
  audit: AuditStore;
  registrations: RegistrationStore;
  erased: ErasedUserStore;
  clock: Clock;
  /** Milliseconds. */
  auditRetention: number;
  /** Milliseconds; 0 keeps unverified accounts forever. */
  unverifiedRetention: number;
};
export type Flush = () => Promise<Flushed>;

/** Counts the rows that a flush would delete, except unverified accounts. */
export function createCountExpired({
  sessions,
  revokedTokens,
  audit,
  clock,
  auditRetention,
}: FlushDeps) {
  return async function countExpired(): Promise<number> {
    const now = clock();
    const counts = await Promise.all([
      sessions.countExpired(now),
      revokedTokens.countExpired(now),
      audit.countBefore(now - auditRetention),
    ]);
    return counts.reduce((sum, count) => sum + count, 0);
  };
}

/**
 * Creates the flush, which deletes expired rows in independent batches: the next run continues
 * where an interrupted one stopped. The kinds take turns, so a backlog of one does not starve the
 * others. Throws `storage_unavailable`.
 */
export function createFlush({
  sessions,
  revokedTokens,
  audit,
  registrations,
  erased,
  clock,
  auditRetention,
  unverifiedRetention,
}: FlushDeps): Flush {
  const deleteUnverified = async (now: number) =>
    unverifiedRetention === 0
      ? 0
      : registrations.deleteUnverified(now - unverifiedRetention, BATCH);
  const kinds = {
    sessions: (now: number) => sessions.deleteExpired(now, BATCH),
    revoked_tokens: (now: number) => revokedTokens.deleteExpired(now, BATCH),
    audit_events: (now: number) => audit.deleteBefore(now - auditRetention, BATCH),
    unverified_accounts: deleteUnverified,
  };

  return async function flush() {
    const now = clock();
    const deleted = { sessions: 0, revoked_tokens: 0, audit_events: 0, unverified_accounts: 0 };
    const waiting = Object.keys(kinds) as (keyof typeof kinds)[];
    for (let batches = 0; batches < MOST_BATCHES && clock() - now < LONGEST_RUN; batches++) {
      const kind = waiting.shift();
      if (kind === undefined) break;
      const rows = await kinds[kind](now);
      deleted[kind] += rows;
      if (rows === BATCH) waiting.push(kind);
    }
    // Not counted: nothing of a person, and few.
    await erased.deleteExpired(now, BATCH);
    return { ...deleted, complete: waiting.length === 0 };
  };
}
