import type { ClientInfo } from '../http/client-info.ts';
import type { Clock } from '../shared/clock.ts';
import type { Random } from '../shared/random.ts';
import type { EraseAccount } from '../step-up/ports.ts';
import type { AddressStore, Registration } from '../users/address-store.ts';
import { emptyUser } from '../users/empty-user.ts';
import type { RegistrationStore } from '../users/registration-store.ts';

export type ClearAddressDeps = {
  addresses: AddressStore;
  registrations: RegistrationStore;
  eraseAccount: EraseAccount;
  clock: Clock;
  random: Random;
};
export type ClearAddress = ReturnType<typeof createClearAddress>;

type ForProver = {
  /** Normalised. */
  email: string;
  keep: Registration | null;
  registrations: Registration[];
  client: ClientInfo;
};
type ForUser = { id: string; email: string; client: ClientInfo };

/** Frees an address of other users' accounts when a user verifies it. */
export function createClearAddress(deps: ClearAddressDeps) {
  return {
    /**
     * Erases the used registrations of an address except `keep`. Without one to keep, an empty
     * account is added first, so that a failure half-way never leaves the address unregistered.
     * Throws `storage_unavailable`.
     */
    forProver: (input: ForProver): Promise<void> => clearForProver(deps, input),

    /**
     * Erases the registrations of an address that others use. Returns false if there are none or if
     * another user owns the address. Throws `storage_unavailable`.
     */
    forUser: (input: ForUser): Promise<boolean> => clearForUser(deps, input),
  };
}

async function clearForProver(deps: ClearAddressDeps, input: ForProver): Promise<void> {
  const { email, keep, registrations, client } = input;
  const now = deps.clock();
  if (keep === null) await deps.registrations.add(emptyUser(deps.random.uuidAt(now), email, now));
  await eraseUsed(deps, registrations, { exceptId: keep?.id, client });
}

async function clearForUser(
  deps: ClearAddressDeps,
  { id, email, client }: ForUser,
): Promise<boolean> {
  const { owner, registrations } = await deps.addresses.listHolders(email);
  if (owner !== null && owner.id !== id) return false;
  return eraseUsed(deps, registrations, { exceptId: id, client });
}

async function eraseUsed(
  { eraseAccount }: ClearAddressDeps,
  registrations: Registration[],
  { exceptId, client }: { exceptId: string | undefined; client: ClientInfo },
): Promise<boolean> {
  const used = registrations.filter((one) => one.hasSessions && one.id !== exceptId);
  for (const user of used) await eraseAccount({ user, by: null, yields: true, client });
  return used.length > 0;
}
