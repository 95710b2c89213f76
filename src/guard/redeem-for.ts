import type { Log } from '../shared/log.ts';
import type { AccountGuards } from './account-guards.ts';

/**
 * Does what a redeemed secret was for. If that fails, the secret is given back before the error goes on, so that the
 * same link or code works on the retry.
 */
export async function redeemFor<T>(
  guards: AccountGuards,
  secret: { userId: string; digest: string },
  log: Log,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    await guards
      .release(secret.userId, secret.digest)
      .catch((failure: unknown) => log.error('secret_not_released', failure));
    throw error;
  }
}
