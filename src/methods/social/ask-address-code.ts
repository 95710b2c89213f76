import { type ClientInfo, describeClient } from '../../http/client-info.ts';
import type { EnqueueJob } from '../../mail/job-queue.ts';
import type { RequesterLanes } from '../../sessions/requester-lanes.ts';
import { askedLanguage } from '../../words/asked-language.ts';
import { addressCodeJob } from './address-code.ts';

export type AskAddressCodeDeps = { enqueue: EnqueueJob; sealMarks: RequesterLanes['seal'] };
export type AskAddressCodeInput = {
  /** As typed, or as the provider names it; judged by `emailSchema`. */
  email: string;
  /** The provider's id in `SOCIAL_PROVIDERS`; the mail names its label. */
  provider: string;
  /** The pending identity of this browser: the code works only together with it. */
  pendingId: string;
  client: ClientInfo;
};
export type AskAddressCode = (input: AskAddressCodeInput) => Promise<void>;

/** Binds {@link askAddressCode} to its dependencies. */
export const createAskAddressCode =
  (deps: AskAddressCodeDeps): AskAddressCode =>
  (input) =>
    askAddressCode(deps, input);

/**
 * Asks for a code to be mailed that proves an address. The same for every address, since only the
 * job looks. Throws `storage_unavailable`.
 */
export async function askAddressCode(
  { enqueue, sealMarks }: AskAddressCodeDeps,
  { client, ...asked }: AskAddressCodeInput,
): Promise<void> {
  const marks = await sealMarks(client);
  await enqueue(addressCodeJob, {
    ...asked,
    from: describeClient(client),
    marks,
    language: askedLanguage(client),
  });
}
