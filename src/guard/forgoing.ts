import type { FoundSecret } from '../one-time-secrets/one-time-secrets.ts';
import type { Defer } from '../shared/defer.ts';
import { systemRandom } from '../shared/random.ts';
import type { GuardStub } from './guard-namespace.ts';
import type { RedeemSecret } from './try-calls.ts';

export type Found = Omit<FoundSecret<unknown>, 'context'>;

/** Calls the guard of a name. */
export type Call = <T>(name: string, work: (guard: GuardStub) => Promise<T>) => Promise<T>;

/** Lets a call use a secret. */
export type Forgoing = <T>(
  name: string,
  secret: RedeemSecret,
  work: (secret: RedeemSecret) => Promise<T>,
) => Promise<T>;

/**
 * Lets calls use a secret. If a call fails, nobody knows whether it has used it: after the
 * response the use is taken back, or refused in case it is still to come.
 */
export function createForgoing(call: Call, defer: Defer): Forgoing {
  return async (name, secret, work) => {
    const by = systemRandom.uuid();
    try {
      return await work({ ...secret, by });
    } catch (error) {
      const { digest, purpose, rememberUntil } = secret;
      const use = { digest, purpose, rememberUntil, by };
      defer(
        call(name, async (guard) => guard.forgo(use)),
        'secret_not_released',
      );
      throw error;
    }
  };
}

/** A secret as a guard is asked to use it; `now` in epoch milliseconds. */
export function toRedeem(
  { digest, purpose, issuedAt, expiresAt, familyExpiresAt, epoch }: Found,
  now: number,
): RedeemSecret {
  const rememberUntil = familyExpiresAt;
  return { digest, purpose, issuedAt, since: 0, expiresAt, rememberUntil, epoch, now };
}
