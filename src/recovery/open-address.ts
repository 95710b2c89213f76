import type { ClientInfo } from '../http/client-info.ts';
import { chooseRegistration } from '../sign-up/choose-registration.ts';
import type { ClearAddress } from '../sign-up/clear-address.ts';
import type { AddressStore } from '../users/address-store.ts';
import type { User } from '../users/user.ts';

export type OpenAddressDeps = { addresses: AddressStore; clearAddress: ClearAddress };
/** `email` is normalised; `marked` is the registration that this browser made, if any. */
export type OpenAddress = (input: {
  email: string;
  marked: string | null;
  client: ClientInfo;
}) => Promise<User | null>;

/**
 * The account for somebody who proves an address by setting a password: their own registration, or one that nobody uses.
 * What others use there is erased. Null if the address is proved, closed or registered by nobody. Throws `storage_unavailable`.
 */
export function createOpenAddress({ addresses, clearAddress }: OpenAddressDeps): OpenAddress {
  return async function openAddress({ email, marked, client }) {
    const evidence = { mailedBy: null, marked, opened: null };
    const { owner, registrations } = await addresses.listHolders(email);
    const isClosed = registrations.some(({ status }) => status === 'disabled');
    if (owner !== null || registrations.length === 0 || isClosed) return null;
    const { registration } = chooseRegistration(registrations, evidence);
    await clearAddress.forProver({ email, keep: registration, registrations, client });
    if (registration !== null) return registration;
    const now = await addresses.listHolders(email);
    return chooseRegistration(now.registrations, evidence).registration;
  };
}
