import type { FoundSecret } from '../one-time-secrets/one-time-secrets.ts';
import type { Defer } from '../shared/defer.ts';
import { systemRandom } from '../shared/random.ts';
import type { GuardStub } from './guard-namespace.ts';
import type { RedeemSecret } from './try-calls.ts';

/**
 * A secret to use up. Others of its purpose issued from `since` until it are used up too; by
 * default all until it, with `APART` none.
 */
export type ToUse = Omit<FoundSecret<unknown>, 'context'> & { since?: number };

/** The `since` of a secret whose use leaves all others of its purpose valid. */
export const APART = Number.MAX_SAFE_INTEGER;

/** Calls the guard of a name. */
export type Call = <T>(name: string, work: (guard: GuardStub) => Promise<T>) => Promise<T>;

/** Lets a call use secrets. */
export type Forgoing = <T>(
  name: string,
  secrets: RedeemSecret[],
  work: (secrets: RedeemSecret[]) => Promise<T>,
) => Promise<T>;

/**
 * Lets calls use secrets. If a call fails, nobody knows whether it has used them: after the
 * response the use is taken back, or refused in case it is still to come.
 */
export function createForgoing(call: Call, defer: Defer): Forgoing {
  return async (name, secrets, work) => {
    const by = systemRandom.uuid();
    try {
      return await work(secrets.map((secret) => ({ ...secret, by })));
    } catch (error) {
      const uses = secrets.map(({ digest, purpose, rememberUntil }) => {
        return { digest, purpose, rememberUntil, by };
      });
      if (uses.length === 0) throw error;
      const forgoing = call(name, (guard) => Promise.all(uses.map((use) => guard.forgo(use))));
      defer(forgoing, 'secret_not_released');
      throw error;
    }
  };
}

/** A secret as a guard is asked to use it; `now` in epoch milliseconds. */
export function toRedeem(
  { digest, purpose, issuedAt, since = 0, expiresAt, familyExpiresAt, epoch }: ToUse,
  now: number,
): RedeemSecret {
  const rememberUntil = familyExpiresAt;
  return { digest, purpose, issuedAt, since, expiresAt, rememberUntil, epoch, now };
}
