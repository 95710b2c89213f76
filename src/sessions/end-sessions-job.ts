import * as z from 'zod';
import type { AccountGuards } from '../guard/account-guards.ts';
import type { JobKind } from '../mail/job-queue.ts';
import type { Clock } from '../shared/clock.ts';
import type { UserStore } from '../users/user-store.ts';

const payload = z.object({
  userId: z.string(),
  reason: z.string(),
  /** Epoch milliseconds of the password that counts. */ epoch: z.number(),
});

/** Sessions that D1 has ended and the guard could not be told of: told again until it hears. */
export const endSessionsJob: JobKind<z.infer<typeof payload>> = {
  type: 'sessions.end_all',
  payload,
};

/** Works off {@link endSessionsJob}. Ending what has ended changes nothing; somebody erased meanwhile gets no new guard. */
export function createEndSessionsLater({
  users,
  guards,
  clock,
}: {
  users: UserStore;
  guards: AccountGuards;
  clock: Clock;
}) {
  return async ({ userId, reason, epoch }: z.infer<typeof payload>): Promise<void> => {
    if ((await users.findById(userId)) === null) return;
    await guards.endAll(userId, { reason, now: clock(), epoch });
  };
}
