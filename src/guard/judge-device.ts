import { shortenAddress } from '../http/client-address.ts';
import type { TokenDelivery } from './guard-state.ts';
import type { SignInHistory } from './session-history.ts';

export type DeviceToJudge = {
  history: SignInHistory;
  /** Whether the client holds a device cookie of this account. */
  knownDevice: boolean;
  delivery: TokenDelivery;
  ipAddress: string | null;
  /** Before this sign-in, in epoch milliseconds. */
  lastLoginAt: number | null;
  signInEpoch: number;
};

/** What is new about a sign-in. */
export type DeviceVerdict = { newDevice: boolean; newCountry: boolean };

/**
 * Returns whether a sign-in is from a device or country not seen before; never for the first one.
 *
 * A device is known by its cookie, which cannot be copied as a User-Agent can. A client that gets
 * its tokens in bodies may keep no cookies; it counts as known if the same kind of device has
 * signed in from its network (IPv4 /24, IPv6 /48) and country while sessions are stored, so that an
 * app does not mail its owner at every sign-in.
 */
export function judgeDevice(signIn: DeviceToJudge): DeviceVerdict {
  const { all, country } = signIn.history;
  if (isFirst(signIn)) return { newDevice: false, newCountry: false };
  return { newDevice: !isKnown(signIn), newCountry: all > 0 && country === 0 };
}

function isKnown({ knownDevice, delivery, history, ipAddress }: DeviceToJudge): boolean {
  if (knownDevice) return true;
  if (delivery === 'cookie') return false;
  const network = shortenAddress(ipAddress);
  return history.addresses.some((address) => shortenAddress(address) === network);
}

// Sessions are deleted some days after their end, so none may be left although there were some. An
// imported account has the time of a sign-in elsewhere, which is older than its epoch here.
function isFirst({ lastLoginAt, signInEpoch, history }: DeviceToJudge): boolean {
  return lastLoginAt === null || (history.all === 0 && lastLoginAt < signInEpoch);
}
