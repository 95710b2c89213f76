import type { AuditStore } from '../audit/audit-store.ts';
import type { TokenDelivery } from '../guard/guard-state.ts';
import { shortenAddress } from '../http/client-address.ts';
import { type ClientInfo, describeClient } from '../http/client-info.ts';
import type { EnqueueJob } from '../mail/job-queue.ts';
import type { User } from '../users/user.ts';
import { securityNoticeJob } from './security-notice.ts';

/** What the kept sessions of a user tell about a sign-in. */
export type SignInHistory = {
  /** How many sessions there are, and how many of them from the same country. */
  all: number;
  country: number;
  /** The addresses from which the same kind of device signed in, in the same country. */
  addresses: (string | null)[];
};

export type SignInToReport = {
  /** As they were before it. */
  user: Pick<User, 'id' | 'lastLoginAt' | 'signInEpoch'>;
  sessionId: string;
  history: SignInHistory;
  /** Whether the client holds a device cookie of this account. */
  knownDevice: boolean;
  delivery: TokenDelivery;
  client: ClientInfo;
  /** Epoch milliseconds. */
  at: number;
};
export type ReportNewDevice = (signIn: SignInToReport) => Promise<void>;

/**
 * Tells the owner of a sign-in from a device or country that was not seen before, and records it. The very first is no news.
 *
 * A device is known by its cookie, which nobody else has: what a User-Agent says can be copied. A client that gets its tokens
 * in bodies may keep no cookies; it counts as known if the same kind of device has signed in from its network (IPv4 /24, IPv6
 * /48) and country within the time that sessions are kept, so that an app does not mail its owner at each sign-in.
 */
export function createReportNewDevice({
  audit,
  enqueue,
}: {
  audit: AuditStore;
  enqueue: EnqueueJob;
}): ReportNewDevice {
  return async function reportNewDevice(signIn) {
    const { user, sessionId, history, client, at } = signIn;
    const newDevice = !isKnown(signIn);
    const newCountry = history.all > 0 && history.country === 0;
    if (isFirst(signIn) || !(newDevice || newCountry)) return;
    await audit.record({
      type: 'session.started_from_new_device',
      userId: user.id,
      sessionId,
      origin: client,
      metadata: { new_device: newDevice, new_country: newCountry },
      at,
    });
    await enqueue(securityNoticeJob, {
      userId: user.id,
      kind: 'new_device',
      at,
      from: describeClient(client),
    });
  };
}

function isKnown({ knownDevice, delivery, history, client }: SignInToReport): boolean {
  if (knownDevice) return true;
  if (delivery === 'cookie') return false;
  const network = shortenAddress(client.ipAddress);
  return history.addresses.some((address) => shortenAddress(address) === network);
}

// Sessions are deleted some days after their end, so that none is left does not mean that there was none. An imported account
// brings the time of a sign-in elsewhere, which is from before its epoch here.
function isFirst({ user, history }: SignInToReport): boolean {
  const { lastLoginAt, signInEpoch } = user;
  return lastLoginAt === null || (history.all === 0 && lastLoginAt < signInEpoch);
}
