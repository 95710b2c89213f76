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
  (deps: PushRequestDeps) => (given: URLSearchParams, client: OauthClient, jkt: string | null) =>
    pushRequest(deps, given, { client, jkt });
export type PushRequest = ReturnType<typeof createPushRequest>;

/**
 * Judges a request that an authenticated client pushes as authorize would (RFC 9126 §2.1), and
 * keeps a good one for the person whom the client sends. `jkt`: the thumbprint of the key that the
 * client proves with it, which its code is bound to (RFC 9449 §10.1). Throws `storage_unavailable`.
 */
export async function pushRequest(
  { judgeRequest, pushedRequests }: PushRequestDeps,
  given: URLSearchParams,
  { client, jkt }: { client: OauthClient; jkt: string | null },
): Promise<PushedAnswer> {
  const judged = await judgeRequest(given, client.id);
  if (judged.kind === 'refused') return judged;
  if (judged.kind === 'stray')
    return { kind: 'refused', error: 'invalid_request', why: 'redirect_uri is not registered' };
  const { request, locales } = judged;
  if (jkt !== null && (request.jkt ?? jkt) !== jkt)
    return {
      kind: 'refused',
      error: 'invalid_request',
      why: 'dpop_jkt is not the key of the proof',
    };
  const bound = { ...request, jkt: jkt ?? request.jkt };
  const requestUri = await pushedRequests.push({ request: bound, locales });
  return { kind: 'pushed', requestUri, expiresIn: PUSHED_LIFE / SECOND };
}
