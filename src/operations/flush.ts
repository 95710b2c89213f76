import type { AuditStore } from '../audit/audit-store.ts';
import type { SessionStore } from '../sessions/session-store.ts';
import type { Clock } from '../shared/clock.ts';
import type { RevokedTokenStore } from '../tokens/revoked-token-store.ts';
import type { RegistrationStore } from '../users/registration-store.ts';

/** Rows that one statement deletes: well inside the time that D1 gives a query. */
const BATCH = 2000;
/** Statements of one run, under the 1,000 queries that D1 allows an invocation; what is left waits for the next run. */
const MOST_BATCHES = 400;

export type Flushed = {
  sessions: number;
  revoked_tokens: number;
  audit_events: number;
  unverified_accounts: number;
  complete: boolean;
};
export type FlushDeps = {
  sessions: SessionStore;
  revokedTokens: RevokedTokenStore;
  audit: AuditStore;
  registrations: RegistrationStore;
  clock: Clock;
  /** Milliseconds. */
  auditRetention: number;
  /** Milliseconds; 0 keeps unverified accounts for ever. */
  unverifiedRetention: number;
};
export type Flush = () => Promise<Flushed>;

/** How many rows a flush would delete, unverified accounts aside. */
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
 * Deletes what has expired, in batches that each stand for themselves: a run that is cut off has lost nothing, and the next
 * one goes on where it ended. Throws `storage_unavailable`.
 */
export function createFlush({
  sessions,
  revokedTokens,
  audit,
  registrations,
  clock,
  auditRetention,
  unverifiedRetention,
}: FlushDeps): Flush {
  return async function flush() {
    const now = clock();
    let batches = 0;
    let complete = true;
    async function drain(deleteSome: (limit: number) => Promise<number>): Promise<number> {
      let total = 0;
      for (;;) {
        if (batches >= MOST_BATCHES) {
          complete = false;
          return total;
        }
        batches++;
        const deleted = await deleteSome(BATCH);
        total += deleted;
        if (deleted < BATCH) return total;
      }
    }
    const flushed = {
      sessions: await drain((limit) => sessions.deleteExpired(now, limit)),
      revoked_tokens: await drain((limit) => revokedTokens.deleteExpired(now, limit)),
      audit_events: await drain((limit) => audit.deleteBefore(now - auditRetention, limit)),
      unverified_accounts:
        unverifiedRetention === 0
          ? 0
          : await drain((limit) =>
              registrations.deleteUnverified(now - unverifiedRetention, limit),
            ),
    };
    return { ...flushed, complete };
  };
}
