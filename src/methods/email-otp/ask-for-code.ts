import type { Context } from 'hono';
import { clientInfo, describeClient } from '../../http/client-info.ts';
import type { EnqueueJob } from '../../mail/job-queue.ts';
import type { RequesterLanes } from '../../sessions/requester-lanes.ts';
import { askedLanguage } from '../../words/asked-language.ts';
import { signInCodeJob } from './sign-in-code.ts';

export type AskForCodeDeps = { enqueue: EnqueueJob; sealMarks: RequesterLanes['seal'] };

/**
 * Asks for a sign-in code to be mailed, if the address has an account: that is looked up after the
 * response. Throws `storage_unavailable`.
 */
export async function askForCode(
  c: Context,
  { enqueue, sealMarks }: AskForCodeDeps,
  email: string,
): Promise<void> {
  const client = clientInfo(c);
  const marks = await sealMarks(client);
  await enqueue(signInCodeJob, {
    email,
    from: describeClient(client),
    marks,
    language: askedLanguage(client),
  });
}
