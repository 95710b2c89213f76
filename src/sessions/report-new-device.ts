import { type ClientInfo, describeClient } from '../http/client-info.ts';
import type { EnqueueJob } from '../mail/job-queue.ts';
import { securityNoticeJob } from './security-mail.ts';

/** `at` in epoch milliseconds. */
export type SignInToReport = { userId: string; client: ClientInfo; at: number };
export type ReportNewDeviceDeps = { enqueue: EnqueueJob };

/** {@link reportNewDevice} with its dependencies. */
export const createReportNewDevice = (deps: ReportNewDeviceDeps) => (signIn: SignInToReport) =>
  reportNewDevice(deps, signIn);
export type ReportNewDevice = ReturnType<typeof createReportNewDevice>;

/**
 * Notifies the owner of a sign-in that the guard has found to be from a new device or country.
 * Throws `storage_unavailable`.
 */
export async function reportNewDevice(
  { enqueue }: ReportNewDeviceDeps,
  { userId, client, at }: SignInToReport,
): Promise<void> {
  await enqueue(securityNoticeJob, {
    userId,
    kind: 'new_device',
    at,
    from: describeClient(client),
  });
}
