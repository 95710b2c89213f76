import type { Held, HeldClaim } from './held-storage.ts';
import type { Call } from './uses.ts';

/** Calls about what an OAuth client may do once. `place` is `clientPlace` of its id. */
export function clientCalls(call: Call) {
  return {
    useOnce: (place: string, use: Held): Promise<boolean> =>
      call(place, async (guard) => guard.useOnce(use)),
    hold: (place: string, held: Held & { body: string }): Promise<boolean> =>
      call(place, async (guard) => guard.hold(held)),
    readHeld: (place: string, digest: string, now: number): Promise<string | null> =>
      call(place, async (guard) => guard.readHeld(digest, now)),
    claimHeld: (place: string, claim: HeldClaim): Promise<boolean> =>
      call(place, async (guard) => guard.claimHeld(claim)),
    emptyHeld: (place: string, digest: string): Promise<void> =>
      call(place, async (guard) => guard.emptyHeld(digest)),
    unclaimHeld: (place: string, digest: string, holder: string): Promise<void> =>
      call(place, async (guard) => guard.unclaimHeld(digest, holder)),
  };
}
