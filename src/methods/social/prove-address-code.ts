import type { AccountGuards } from '../../guard/account-guards.ts';
import type { RedeemCode } from '../../guard/redeem-code.ts';
import type { ClientInfo } from '../../http/client-info.ts';
import type { FoundSecret, OneTimeSecrets } from '../../one-time-secrets/one-time-secrets.ts';
import type { AddressHolders, AddressStore } from '../../users/address-store.ts';
import { normalizeEmail } from '../../users/identifiers.ts';
import { addressCode, addressCodeSubject } from './address-code.ts';

export type ProveAddressCodeDeps = {
  addresses: AddressStore;
  secrets: OneTimeSecrets;
  guards: AccountGuards;
  redeemCode: RedeemCode;
};
export type ProveAddressCodeInput = {
  /**
   * The address that the code was asked for, as the pending identity's cookie has it under seal:
   * tries are counted at a guard of the address, and nobody may make guards of any name.
   */
  email: string;
  /** Six digits; judged by `codeSchema`. */
  code: string;
  /** The pending identity of this browser. */
  pendingId: string;
  client: ClientInfo;
};
export type ProveAddressCode = (input: ProveAddressCodeInput) => Promise<void>;

/** Binds {@link proveAddressCode} to its dependencies. */
export const createProveAddressCode =
  (deps: ProveAddressCodeDeps): ProveAddressCode =>
  (input) =>
    proveAddressCode(deps, input);

/**
 * Proves an address by the code that was mailed to it for this pending identity, once. A code
 * has five tries; tries are counted by address and lane, whichever request asked for it. The same
 * for every address. Writes no row: what follows is up to the caller. Throws `otp_invalid` whatever
 * is wrong with the code, also if all sessions of the address' owner have ended since it was
 * mailed; `rate_limited`, `storage_unavailable`.
 */
export async function proveAddressCode(
  { addresses, secrets, guards, redeemCode }: ProveAddressCodeDeps,
  { email, code, pendingId, client }: ProveAddressCodeInput,
): Promise<void> {
  const name = normalizeEmail(email);
  const place = guards.addressPlace(name);
  const [holders, mailed] = await Promise.all([
    addresses.listHolders(name),
    secrets.findCode(addressCode, addressCodeSubject(pendingId, name), code),
  ]);
  const { owner, registrations } = holders;
  const registrants = owner === null ? registrations : [owner];
  const found = mailed === null || diedWithSessions(mailed, holders) ? null : mailed;
  const holder = { place, registrants };
  await redeemCode({ holder, name, purpose: addressCode, found, client }, async () => {
    // No row is written that would decide the use.
    await guards.settle(place);
  });
}

// Of an owner only: who has not proved the address holds nothing against its prover.
const diedWithSessions = (mailed: FoundSecret<unknown>, { owner }: AddressHolders): boolean =>
  owner !== null && mailed.issuedAt <= owner.signInEpoch;
