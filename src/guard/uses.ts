import type { Defer } from '../shared/defer.ts';
import { systemRandom } from '../shared/random.ts';
import type { GuardStub } from './guard-namespace.ts';
import { LEASE } from './redemption.ts';
import type { RedeemSecret, Use } from './try-calls.ts';

/** Calls the guard of a name. */
export type Call = <T>(name: string, work: (guard: GuardStub) => Promise<T>) => Promise<T>;

/** Lets a call use a secret. `verdictOf` says whether it did, and whether again. */
export type Using = <T>(
  name: string,
  secret: RedeemSecret,
  work: (secret: RedeemSecret) => Promise<T>,
  verdictOf: (result: T) => boolean | 'again',
) => Promise<T>;

type Claim = Use & { mayBeDone: boolean; leaseUntil: number; decided: boolean };

/**
 * The secrets that a request has claimed, by the name of their guard. The calls that decide its
 * work take them along, so that a claim becomes final with the work and not without it.
 */
export type Uses = ReturnType<typeof createUses>;

/**
 * Holds what a request claims. If a call fails, nobody knows whether it has used its secret: after
 * the response the use is taken back, or refused in case it is still to come.
 */
export function createUses(call: Call, defer: Defer) {
  const claims = new Map<string, Claim[]>();
  const heldBy = (name: string) => claims.get(name) ?? [];

  /** Notes that the guard knows what becomes of what is claimed so far. */
  const decide = (name: string): void => {
    for (const claim of heldBy(name)) claim.decided = true;
  };

  const using: Using = async (name, secret, work, verdictOf) => {
    const by = systemRandom.uuid();
    const leaseUntil = secret.now + LEASE;
    try {
      const result = await work({ ...secret, by, leaseUntil });
      const verdict = verdictOf(result);
      const { digest } = secret;
      const claim = { digest, by, mayBeDone: verdict === 'again', leaseUntil, decided: false };
      if (verdict !== false) claims.set(name, [...heldBy(name), claim]);
      return result;
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

  return {
    using,

    /** Does work that takes along what is claimed at this guard, and decides it if it is done. */
    async deciding<T>(
      name: string,
      work: (guard: GuardStub, uses: { uses: Use[] }) => Promise<T>,
      isDone: (result: T) => boolean = () => true,
    ): Promise<T> {
      const held = heldBy(name);
      const uses = held.map(({ digest, by }) => ({ digest, by }));
      const result = await call(name, (guard) => work(guard, { uses }));
      if (isDone(result)) decide(name);
      return result;
    },

    decide,

    /** Makes final what no call has decided. Throws `storage_unavailable`. */
    async settle(name: string): Promise<void> {
      const open = heldBy(name).filter(({ decided }) => !decided);
      if (open.length > 0) await call(name, async (guard) => guard.settle(open.map(toUse)));
    },

    /** Gives a secret back, so that it can be used again. */
    async release(name: string, digest: string): Promise<void> {
      const claim = heldBy(name).find((one) => one.digest === digest);
      await call(name, async (guard) => guard.release(digest, claim?.by ?? null));
      claims.set(
        name,
        heldBy(name).filter((one) => one !== claim),
      );
    },

    /**
     * Whether the work of a claimed secret may have been done by another request: by an earlier one
     * whose claim has lapsed, or by a later one since this claim has.
     */
    mayBeDone(name: string, digest: string, now: number): boolean {
      const claim = heldBy(name).find((one) => one.digest === digest);
      return claim === undefined || claim.mayBeDone || claim.leaseUntil <= now;
    },
  };
}

const toUse = ({ digest, by }: Use): Use => ({ digest, by });
