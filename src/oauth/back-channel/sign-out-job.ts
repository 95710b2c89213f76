import * as z from 'zod';
import type { SignedOut } from '../../guard/ledger-message.ts';
import type { EnqueueJob, JobKind } from '../../mail/job-queue.ts';
import type { FindClient } from '../clients/find-client.ts';

const payload = z.object({
  id: z.string(),
  clientId: z.string(),
  userId: z.string(),
  sessionId: z.string(),
});

/** Tells a client that its user is signed out. */
export const signOutJob: JobKind<SignedOut> = { type: 'clients.signed_out', payload };

export type QueueSignOutsDeps = { findClient: FindClient; enqueue: EnqueueJob };

/** {@link queueSignOuts} with its dependencies. */
export const createQueueSignOuts = (deps: QueueSignOutsDeps) => (signOuts: SignedOut[]) =>
  queueSignOuts(deps, signOuts);

/**
 * Queues a job for each client that wants to be told; the others cost nothing more. Throws
 * `storage_unavailable`: some may be queued then, and asking again queues them twice.
 */
async function queueSignOuts(
  { findClient, enqueue }: QueueSignOutsDeps,
  signOuts: SignedOut[],
): Promise<void> {
  const ids = new Set(signOuts.map(({ clientId }) => clientId));
  const clients = await Promise.all([...ids].map(findClient));
  const told = new Set(
    clients.flatMap((client) => (client?.backchannelLogoutUri ? [client.id] : [])),
  );
  const wanted = signOuts.filter(({ clientId }) => told.has(clientId));
  await Promise.all(wanted.map((signedOut) => enqueue(signOutJob, signedOut)));
}
