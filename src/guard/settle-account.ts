import * as z from 'zod';
import type { JobKind } from '../mail/job-queue.ts';
import { afterAnswer } from '../shared/after-answer.ts';
import type { Clock } from '../shared/clock.ts';
import type { Defer } from '../shared/defer.ts';
import type { RevokedTokenStore } from '../tokens/revoked-token-store.ts';
import { toAccountView, type User } from '../users/user.ts';
import type { UserStore } from '../users/user-store.ts';
import type { AccountGuards } from './account-guards.ts';
import type { TeachHistory } from './teach-history.ts';

const payload = z.object({ userId: z.string() });

/** Settles a change whose commit did not reach the guard. */
export const settleAccountJob: JobKind<z.infer<typeof payload>> = {
  type: 'accounts.settle',
  payload,
};

export type SettleAccountDeps = {
  users: UserStore;
  revokedTokens: RevokedTokenStore;
  guards: AccountGuards;
  teachHistory: TeachHistory;
  defer: Defer;
  clock: Clock;
  /** The real clock, which deadlines of changes go by. */
  wall: Clock;
};

/** Binds {@link settleAccount} to its dependencies. */
export const createSettleAccount = (deps: SettleAccountDeps) => (userId: string) =>
  settleAccount(deps, userId);
export type SettleAccount = ReturnType<typeof createSettleAccount>;

/**
 * Reads the user at the primary, teaches the guard, and returns the user; null if there is none.
 * What the guard lacks of the history is copied after the answer. Throws `storage_unavailable`.
 */
export async function settleAccount(
  { users, revokedTokens, guards, teachHistory, defer, clock, wall }: SettleAccountDeps,
  userId: string,
): Promise<User | null> {
  const now = clock();
  // Read before the row: only what was dead by then is settled by it.
  const readAt = wall();
  const [user, revoked] = await Promise.all([
    users.findById(userId),
    revokedTokens.listByUser(userId, now),
  ]);
  if (user === null) return null;
  const row = { view: toAccountView(user), readAt, revoked, now };
  const lacks = await guards.learn(userId, row);
  if (lacks !== null)
    defer(
      afterAnswer(() => teachHistory(userId, lacks)),
      'history_not_taught',
    );
  return user;
}
