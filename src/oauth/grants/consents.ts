import type { AccountGuards } from '../../guard/account-guards.ts';
import type { Connection } from '../../guard/grant-calls.ts';
import type { Trails } from '../../guard/trail.ts';
import type { ClientInfo } from '../../http/client-info.ts';
import type { Clock } from '../../shared/clock.ts';

export type ConsentsDeps = { guards: AccountGuards; trails: Trails; clock: Clock };

/** What users allow clients. Every method throws `storage_unavailable`. */
export type Consents = ReturnType<typeof createConsents>;

/** Keeps consents in the guard of their user. Only pass ids of existing users. */
export function createConsents({ guards, trails, clock }: ConsentsDeps) {
  return {
    /** The scope that a user has consented to, by spaces; null if none. */
    find: (userId: string, clientId: string): Promise<string | null> =>
      guards.findConsent(userId, clientId),

    /** Adds to what a user has consented to. Does nothing for an erased one. */
    async save(
      userId: string,
      { clientId, scope }: { clientId: string; scope: string },
      client: ClientInfo,
    ): Promise<void> {
      const trail = trails(userId, client);
      await guards.saveConsent(userId, { clientId, scope, now: clock(), trail });
    },

    /** The clients that have access, the oldest first. Times in epoch milliseconds. */
    list: (userId: string): Promise<Connection[]> => guards.listConnections(userId, clock()),

    /** Forgets a consent and ends all that the client was granted, in one call. */
    async withdraw(userId: string, clientId: string, client: ClientInfo): Promise<void> {
      const trail = trails(userId, client);
      await guards.withdrawConsent(userId, { clientId, now: clock(), trail });
    },
  };
}
