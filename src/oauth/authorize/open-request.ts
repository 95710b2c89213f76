import type { FindClient } from '../clients/find-client.ts';
import type { JudgedRequest, JudgeRequest } from './judge-request.ts';
import { readParameters } from './parameters.ts';
import { isHandle, type PushedRequests } from './pushed-requests.ts';

export type OpenRequestDeps = {
  findClient: FindClient;
  judgeRequest: JudgeRequest;
  pushedRequests: Pick<PushedRequests, 'find'>;
};

/** {@link openRequest} with its dependencies. */
export const createOpenRequest = (deps: OpenRequestDeps) => (given: URLSearchParams) =>
  openRequest(deps, given);
export type OpenRequest = ReturnType<typeof createOpenRequest>;

/**
 * What a person is sent with. By a handle of ours it is what the client pushed, whatever else the
 * query says (RFC 9126 §4, RFC 9101 §6.3); else it is judged now. Throws `storage_unavailable`.
 */
export async function openRequest(
  { findClient, judgeRequest, pushedRequests }: OpenRequestDeps,
  given: URLSearchParams,
): Promise<JudgedRequest> {
  if (!given.getAll('request_uri').some(isHandle)) return judgeRequest(given);
  const { client_id: clientId = '', request_uri: handle = '' } = readParameters(given).asked;
  // The name of a guard object is not made from what anybody sends.
  const client = await findClient(clientId);
  if (client === null || client.disabledAt !== null) return { kind: 'stray', why: 'client' };
  const pushed = await pushedRequests.find(client.id, handle);
  return pushed === null ? { kind: 'stray', why: 'expired' } : { kind: 'good', ...pushed };
}
