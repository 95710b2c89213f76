import type { ClientInfo } from '../http/client-info.ts';
import type { Clock } from '../shared/clock.ts';
import type { Random } from '../shared/random.ts';
import type { EraseAccount } from '../step-up/ports.ts';
import type { AddressStore, Registration } from '../users/address-store.ts';
import type { RegistrationStore } from '../users/registration-store.ts';
import type { NewUser } from '../users/user-store.ts';

export type ClearAddressDeps = {
  addresses: AddressStore;
  registrations: RegistrationStore;
  eraseAccount: EraseAccount;
  clock: Clock;
  random: Random;
};
export type ClearAddress = ReturnType<typeof createClearAddress>;

/** Erases what others use under an address that somebody proves, so that it yields. Throws `storage_unavailable`. */
export function createClearAddress(deps: ClearAddressDeps) {
  const { addresses, eraseAccount, clock, random } = deps;

  async function eraseUsed(
    registrations: Registration[],
    exceptId: string | undefined,
    client: ClientInfo,
  ): Promise<boolean> {
    const used = registrations.filter((one) => one.hasSessions && one.id !== exceptId);
    for (const user of used) await eraseAccount({ user, by: null, yields: true, client });
    return used.length > 0;
  }

  return {
    /**
     * Leaves of the registrations of an address the one that is its prover's, beside those that nobody uses. A prover to whom
     * none belongs gets an empty account first, so that a failure half-way never leaves the address to nobody.
     */
    async forProver(input: {
      /** Normalised. */
      email: string;
      keep: Registration | null;
      registrations: Registration[];
      client: ClientInfo;
    }): Promise<void> {
      const { email, keep, registrations, client } = input;
      if (keep === null) await deps.registrations.add(emptyUser(email, random, clock()));
      await eraseUsed(registrations, keep?.id, client);
    },

    /** Leaves of an address nothing in use but a user's own. Whether there was anything; false as well if it has an owner. */
    async forUser(input: { id: string; email: string; client: ClientInfo }): Promise<boolean> {
      const { owner, registrations } = await addresses.listHolders(input.email);
      if (owner !== null && owner.id !== input.id) return false;
      return eraseUsed(registrations, input.id, input.client);
    },
  };
}

function emptyUser(email: string, random: Random, now: number): NewUser {
  return {
    id: random.uuidAt(now),
    email,
    emailNormalized: email,
    username: null,
    usernameNormalized: null,
    passwordHash: null,
    firstName: '',
    lastName: '',
    displayName: '',
    timezone: 'UTC',
    termsAcceptedAt: null,
    privacyPolicyAcceptedAt: null,
    registeredBrowser: null,
    registeredCountry: null,
    createdAt: now,
  };
}
