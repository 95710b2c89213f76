import { type ClientInfo, describeClient } from '../http/client-info.ts';
import type { EnqueueJob } from '../mail/job-queue.ts';
import type { RequesterLanes } from '../sessions/requester-lanes.ts';
import { askedLanguage } from '../words/asked-language.ts';
import { type ResetRequest, resetJob } from './reset-secret.ts';

export type AskResetDeps = { enqueue: EnqueueJob; sealMarks: RequesterLanes['seal'] };
export type AskResetInput = Pick<ResetRequest, 'email' | 'by' | 'returnTo'> & {
  client: ClientInfo;
};
export type AskReset = (input: AskResetInput) => Promise<void>;

/**
 * Asks for the mail that resets a password, by link or by code. The same whether or not the address
 * has an account, since only the job looks. Throws `storage_unavailable`.
 */
export async function askReset(
  { enqueue, sealMarks }: AskResetDeps,
  { client, ...asked }: AskResetInput,
): Promise<void> {
  const marks = await sealMarks(client);
  await enqueue(resetJob, {
    ...asked,
    from: describeClient(client),
    marks,
    language: askedLanguage(client),
  });
}

/** Binds {@link askReset} to its dependencies. */
export const createAskReset =
  (deps: AskResetDeps): AskReset =>
  (input) =>
    askReset(deps, input);
