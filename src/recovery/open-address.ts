import type { ClientInfo } from '../http/client-info.ts';
import { chooseRegistration } from '../sign-up/choose-registration.ts';
import type { ClearAddress } from '../sign-up/clear-address.ts';
import type { AddressStore } from '../users/address-store.ts';
import type { User } from '../users/user.ts';

export type OpenAddressDeps = { addresses: AddressStore; clearAddress: ClearAddress };
export type OpenAddressInput = {
  /** Normalised. */
  email: string;
  /** The registration that this browser made, if any. */
  marked: string | null;
  client: ClientInfo;
};
export type OpenAddress = (input: OpenAddressInput) => Promise<User | null>;

/**
 * Opens the account of a user who proves an address by setting a password: their own registration,
 * or an unused one. Registrations in use by others are erased. Returns null if the address is
 * verified, closed or unregistered. Throws `storage_unavailable`.
 */
export async function openAddress(
  { addresses, clearAddress }: OpenAddressDeps,
  { email, marked, client }: OpenAddressInput,
): Promise<User | null> {
  const evidence = { mailedBy: null, marked, opened: null };
  const { owner, registrations } = await addresses.listHolders(email);
  const isClosed = registrations.some(({ status }) => status === 'disabled');
  if (owner !== null || registrations.length === 0 || isClosed) return null;
  const { registration } = chooseRegistration(registrations, evidence);
  await clearAddress.forProver({ email, keep: registration, registrations, client });
  if (registration !== null) return registration;
  const now = await addresses.listHolders(email);
  return chooseRegistration(now.registrations, evidence).registration;
}

/** Binds {@link openAddress} to its dependencies. */
export const createOpenAddress =
  (deps: OpenAddressDeps): OpenAddress =>
  (input) =>
    openAddress(deps, input);
