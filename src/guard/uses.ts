import type { Defer } from '../shared/defer.ts';
import { giveBack, tryTimes } from '../shared/give-back.ts';
import { systemRandom } from '../shared/random.ts';
import type { GuardStub } from './guard-namespace.ts';
import { LEASE } from './redemption.ts';
import type { RedeemSecret, Use } from './try-calls.ts';

/** Calls the guard of a name. */
export type Call = <T>(name: string, work: (guard: GuardStub) => Promise<T>) => Promise<T>;

/** Lets a call use secrets, all or none. `verdictOf` says whether it did, and whether again. */
export type Using = <T>(
  name: string,
  secrets: RedeemSecret[],
  work: (secrets: RedeemSecret[]) => Promise<T>,
  verdictOf: (result: T) => boolean | 'again',
) => Promise<T>;

/**
 * What one call has claimed: it is settled and released as a whole. `announced` while the guard
 * knows of a change, and not yet that D1 has made it.
 */
type Claim = {
  by: string;
  digests: string[];
  mayBeDone: boolean;
  leaseUntil: number;
  state: 'open' | 'announced' | 'decided';
};

/**
 * The secrets that a request has claimed, by the name of their guard. The calls that decide its
 * work take them along, so that a claim becomes final with the work and not without it.
 */
export type Uses = ReturnType<typeof createUses>;

/**
 * Holds what a request claims. If a call fails, nobody knows whether it has used its secrets: after
 * the response the use is taken back, or refused in case it is still to come.
 */
export function createUses(call: Call, defer: Defer) {
  const claims = new Map<string, Claim[]>();
  const heldBy = (name: string) => claims.get(name) ?? [];

  /** Notes what the guard knows of what is claimed so far. */
  const note = (name: string, state: Claim['state']): void => {
    for (const claim of heldBy(name)) claim.state = state;
  };
  const settle = (name: string, held: Claim[]): Promise<void> =>
    call(name, async (guard) => guard.settle(held.flatMap(toUses)));
  const heldIn = (state: Claim['state'], name: string) =>
    heldBy(name).filter((claim) => claim.state === state);

  const releaseAt = createReleaseAt(call, defer);
  const using = createUsing(call, defer, (name, claim) => {
    claims.set(name, [...heldBy(name), claim]);
  });

  return {
    using,

    /** Does work that takes along what is claimed at this guard, and decides it if it is done. */
    async deciding<T>(
      name: string,
      work: (guard: GuardStub, uses: { uses: Use[] }) => Promise<T>,
      stateAfter: (result: T) => Claim['state'] = () => 'decided',
    ): Promise<T> {
      const uses = heldBy(name).flatMap(toUses);
      const result = await call(name, (guard) => work(guard, { uses }));
      note(name, stateAfter(result));
      return result;
    },

    note,

    /**
     * Makes final what no call has decided. Throws `storage_unavailable`; but where D1 was written
     * and the guard did not hear of it, the work is done, and this happens after the response.
     */
    async settle(name: string): Promise<void> {
      const [open, announced] = [heldIn('open', name), heldIn('announced', name)];
      if (announced.length > 0) defer(settle(name, announced), 'secret_not_settled');
      if (open.length > 0) await settle(name, open);
    },

    /** Gives secrets of one claim back, so that they can be used again. */
    async release(name: string, digests: string[]): Promise<void> {
      const claim = heldBy(name).find((one) => digests.some((it) => one.digests.includes(it)));
      await releaseAt(name, { digests: claim?.digests ?? digests, by: claim?.by });
      claims.set(
        name,
        heldBy(name).filter((one) => one !== claim),
      );
    },

    /** Gives some secrets of a claim back, and keeps the others used. */
    async giveBack(name: string, digests: string[]): Promise<void> {
      const claim = heldBy(name).find((one) => digests.some((it) => one.digests.includes(it)));
      await releaseAt(name, { digests, by: claim?.by });
      if (claim !== undefined)
        // biome-ignore lint/plugin/secret-comparison: nobody can steer a keyed digest.
        claim.digests = claim.digests.filter((digest) => !digests.includes(digest));
    },

    /**
     * Whether the work of a claimed secret may have been done by another request: by an earlier one
     * whose claim has lapsed, or by a later one since this claim has.
     */
    mayBeDone(name: string, digest: string, now: number): boolean {
      // biome-ignore lint/plugin/secret-comparison: nobody can steer a keyed digest.
      const claim = heldBy(name).find(({ digests }) => digests.includes(digest));
      return claim === undefined || claim.mayBeDone || claim.leaseUntil <= now;
    },
  };
}

type Released = { digests: string[]; by: string | undefined };

/** Tries unclaimed secrets only once: between two tries, another request may use them. */
const createReleaseAt =
  (call: Call, defer: Defer) =>
  (name: string, { digests, by }: Released): Promise<void> => {
    const work = () => call(name, async (guard) => guard.release(digests, by ?? null));
    return by === undefined ? work() : giveBack(work, { defer, event: 'secret_not_released' });
  };

const toUses = ({ digests, by }: Claim): Use[] => digests.map((digest) => ({ digest, by }));

/** See {@link createUses}. `hold` keeps what a call has claimed. */
function createUsing(call: Call, defer: Defer, hold: (name: string, claim: Claim) => void): Using {
  const forgo = (name: string, given: (RedeemSecret & { by: string })[]) =>
    call(name, (guard) =>
      Promise.all(
        given.map(({ digest, purpose, rememberUntil, by }) =>
          guard.forgo({ digest, purpose, rememberUntil, by }),
        ),
      ),
    );

  return async (name, secrets, work, verdictOf) => {
    const by = systemRandom.uuid();
    const given = secrets.map((secret) => ({ ...secret, by, leaseUntil: secret.now + LEASE }));
    try {
      const result = await work(given);
      const verdict = verdictOf(result);
      if (verdict === false) return result;
      const digests = given.map(({ digest }) => digest);
      const leaseUntil = Math.min(...given.map((one) => one.leaseUntil));
      const mayBeDone = verdict === 'again';
      hold(name, { by, digests, mayBeDone, leaseUntil, state: 'open' });
      return result;
    } catch (error) {
      if (given.length > 0)
        defer(
          tryTimes(4, () => forgo(name, given)),
          'secret_not_released',
        );
      throw error;
    }
  };
}
