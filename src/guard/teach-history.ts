import { type AuditStore, PAGE } from '../audit/audit-store.ts';
import type { Clock } from '../shared/clock.ts';
import type { UserStore } from '../users/user-store.ts';
import type { AccountGuards } from './account-guards.ts';
import type { Lacks } from './history-mark.ts';

export type TeachHistoryDeps = {
  /** The events of D1. */
  audit: Pick<AuditStore, 'sinceStatement'>;
  users: Pick<UserStore, 'findById'>;
  guards: Pick<AccountGuards, 'learnHistory'>;
  clock: Clock;
  /** How long events are kept, in milliseconds. */
  keepFor: number;
};

/** Binds {@link teachHistory} to its dependencies. */
export const createTeachHistory = (deps: TeachHistoryDeps) => (userId: string, lacks: Lacks) =>
  teachHistory(deps, userId, lacks);
export type TeachHistory = ReturnType<typeof createTeachHistory>;

/**
 * Copies to a user's guard what it may lack of the events in D1, page by page. May be repeated.
 * Returns false, and leaves the guard alone, if there is no such user. Throws
 * `storage_unavailable`.
 */
export async function teachHistory(
  { audit, users, guards, clock, keepFor }: TeachHistoryDeps,
  userId: string,
  { since, edition }: Lacks,
): Promise<boolean> {
  const now = clock();
  if (since === 0 && (await users.findById(userId)) === null) return false;
  let after: string | undefined;
  for (;;) {
    const page = await audit.sinceStatement(userId, since, after);
    const isLast = page.length < PAGE;
    await guards.learnHistory(userId, {
      events: page
        .map((row) => ({ row, keepUntil: row.createdAt + keepFor }))
        .filter(({ keepUntil }) => keepUntil > now),
      whole: isLast ? { edition, now, until: now + keepFor } : null,
    });
    if (isLast) return true;
    after = page.at(-1)?.id;
  }
}
