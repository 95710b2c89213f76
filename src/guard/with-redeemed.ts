import type { Log } from '../shared/log.ts';
import type { AccountGuards } from './account-guards.ts';

/**
 * Runs the work of a redeemed secret. The use is final with the call of the guard that decides the
 * work, or else after the work. If that fails, the secret, and those used up along with it, are
 * released before the error is rethrown, so that the same link or code works on a retry; if this
 * process dies, once the claim lapses.
 */
export async function withRedeemed<T>(
  { guards, log }: { guards: AccountGuards; log: Log },
  secret: { userId: string; digest: string },
  work: () => Promise<T>,
  along: readonly { digest: string }[] = [],
): Promise<T> {
  try {
    const result = await work();
    // What is used at the guard of an address is decided by D1 (`prove-address.ts`).
    if (!guards.isAddressPlace(secret.userId)) await guards.settle(secret.userId);
    return result;
  } catch (error) {
    await guards
      .release(
        secret.userId,
        [secret, ...along].map(({ digest }) => digest),
      )
      .catch((failure: unknown) => log.error('secret_not_released', failure));
    throw error;
  }
}
