import * as z from 'zod';
import type { JobKind } from '../mail/job-queue.ts';
import type { Clock } from '../shared/clock.ts';
import type { RevokedTokenStore } from '../tokens/revoked-token-store.ts';
import { toAccountView, type User } from '../users/user.ts';
import type { UserStore } from '../users/user-store.ts';
import type { AccountGuards } from './account-guards.ts';

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
 * Throws `storage_unavailable`.
 */
export async function settleAccount(
  { users, revokedTokens, guards, clock, wall }: SettleAccountDeps,
  userId: string,
): Promise<User | null> {
  const now = clock();
  // Read before the row: only what was dead by then is settled by it.
  const readAt = wall();
  const [user, revoked] = await Promise.all([
    users.findById(userId),
    revokedTokens.listByUser(userId, now),
  ]);
  if (user !== null)
    await guards.learn(userId, { view: toAccountView(user), readAt, revoked, now });
  return user;
}
