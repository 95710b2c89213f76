import { SECOND } from '../../shared/clock.ts';
import type { OauthClient } from '../clients/client.ts';
import type { AuthorizeError } from './answer-url.ts';
import type { JudgeRequest } from './judge-request.ts';
import { PUSHED_LIFE, type PushedRequests } from './pushed-requests.ts';

export type PushRequestDeps = {
  judgeRequest: JudgeRequest;
  pushedRequests: Pick<PushedRequests, 'push'>;
};

/** `expiresIn` in seconds. */
export type PushedAnswer =
  | { kind: 'pushed'; requestUri: string; expiresIn: number }
  | { kind: 'refused'; error: AuthorizeError; why: string };

/** {@link pushRequest} with its dependencies. */
export const createPushRequest =
  (deps: PushRequestDeps) => (given: URLSearchParams, client: OauthClient) =>
    pushRequest(deps, given, client);
export type PushRequest = ReturnType<typeof createPushRequest>;

/**
 * Judges a request that an authenticated client pushes as authorize would (RFC 9126 §2.1), and
 * keeps a good one for the person whom the client sends. Throws `storage_unavailable`.
 */
export async function pushRequest(
  { judgeRequest, pushedRequests }: PushRequestDeps,
  given: URLSearchParams,
  client: OauthClient,
): Promise<PushedAnswer> {
  const judged = await judgeRequest(given, client.id);
  if (judged.kind === 'refused') return judged;
  if (judged.kind === 'stray')
    return { kind: 'refused', error: 'invalid_request', why: 'redirect_uri is not registered' };
  const requestUri = await pushedRequests.push(judged);
  return { kind: 'pushed', requestUri, expiresIn: PUSHED_LIFE / SECOND };
}
