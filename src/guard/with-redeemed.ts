import type { Log } from '../shared/log.ts';
import type { AccountGuards } from './account-guards.ts';

/**
 * Runs the work of a redeemed secret. If it fails, the secret, and those used up along with it, are
 * released before the error is rethrown, so that the same link or code works on a retry.
 */
export async function withRedeemed<T>(
  { guards, log }: { guards: AccountGuards; log: Log },
  secret: { userId: string; digest: string },
  work: () => Promise<T>,
  along: readonly { digest: string }[] = [],
): Promise<T> {
  try {
    return await work();
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
