import { type ClientInfo, describeClient } from '../http/client-info.ts';
import type { EnqueueJob } from '../mail/job-queue.ts';
import type { RequesterLanes } from '../sessions/requester-lanes.ts';
import { askedLanguage } from '../words/asked-language.ts';
import { verificationJob } from './verification-job.ts';

export type AskVerificationDeps = { enqueue: EnqueueJob; sealMarks: RequesterLanes['seal'] };
export type AskVerificationInput = {
  email: string;
  /** Where the reader wants to go in the end; null for the account. */
  returnTo: string | null;
  client: ClientInfo;
};
export type AskVerification = (input: AskVerificationInput) => Promise<void>;

/**
 * Asks for another mail that verifies an address. The same whether or not one is due, since only
 * the job looks. Throws `storage_unavailable`.
 */
export async function askVerification(
  { enqueue, sealMarks }: AskVerificationDeps,
  { client, ...asked }: AskVerificationInput,
): Promise<void> {
  const marks = await sealMarks(client);
  await enqueue(verificationJob, {
    ...asked,
    from: describeClient(client),
    marks,
    language: askedLanguage(client),
  });
}

/** Binds {@link askVerification} to its dependencies. */
export const createAskVerification =
  (deps: AskVerificationDeps): AskVerification =>
  (input) =>
    askVerification(deps, input);
