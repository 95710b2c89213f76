import type { AuditStore } from '../audit/audit-store.ts';
import type { TokenDelivery } from '../guard/guard-state.ts';
import { shortenAddress } from '../http/client-address.ts';
import { type ClientInfo, describeClient } from '../http/client-info.ts';
import type { EnqueueJob } from '../mail/job-queue.ts';
import type { User } from '../users/user.ts';
import { securityNoticeJob } from './security-mail.ts';

/** How a user's stored sessions compare to a sign-in. */
export type SignInHistory = {
  /** How many sessions there are, and how many are from the same country. */
  all: number;
  country: number;
  /** The addresses of sign-ins by the same kind of device in the same country. */
  addresses: (string | null)[];
};

export type SignInToReport = {
  /** Before the sign-in. */
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
export type ReportNewDeviceDeps = { audit: AuditStore; enqueue: EnqueueJob };

/** {@link reportNewDevice} with its dependencies. */
export const createReportNewDevice = (deps: ReportNewDeviceDeps) => (signIn: SignInToReport) =>
  reportNewDevice(deps, signIn);
export type ReportNewDevice = ReturnType<typeof createReportNewDevice>;

/**
 * Records a sign-in from a device or country not seen before and notifies the owner; never for the
 * first sign-in. Throws `storage_unavailable`.
 *
 * A device is known by its cookie, which cannot be copied as a User-Agent can. A client that gets
 * its tokens in bodies may keep no cookies; it counts as known if the same kind of device has
 * signed in from its network (IPv4 /24, IPv6 /48) and country while sessions are stored, so that an
 * app does not mail its owner at every sign-in.
 */
export async function reportNewDevice(
  { audit, enqueue }: ReportNewDeviceDeps,
  signIn: SignInToReport,
): Promise<void> {
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
}

function isKnown({ knownDevice, delivery, history, client }: SignInToReport): boolean {
  if (knownDevice) return true;
  if (delivery === 'cookie') return false;
  const network = shortenAddress(client.ipAddress);
  return history.addresses.some((address) => shortenAddress(address) === network);
}

// Sessions are deleted some days after their end, so none may be left although there were some. An
// imported account has the time of a sign-in elsewhere, which is older than its epoch here.
function isFirst({ user, history }: SignInToReport): boolean {
  const { lastLoginAt, signInEpoch } = user;
  return lastLoginAt === null || (history.all === 0 && lastLoginAt < signInEpoch);
}
