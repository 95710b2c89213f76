import { verifyRefreshToken } from '../../sessions/refresh-token.ts';
import type { Defer } from '../../shared/defer.ts';
import { digestOf } from '../../shared/digest.ts';
import type { Jwt } from '../../tokens/jwt.ts';
import type { CodeAnswer } from '../grants/issue-code.ts';
import type { PushedRequests } from './pushed-requests.ts';
import type { AuthorizeRequest } from './request.ts';

export type UseHandleDeps = {
  pushedRequests: Pick<PushedRequests, 'claim' | 'unclaim' | 'finish'>;
  jwt: Jwt;
  defer: Defer;
};
export type UseHandleInput = {
  request: Pick<AuthorizeRequest, 'clientId' | 'pushed'>;
  /** Of the person who wants a code. */
  refreshToken: string;
};
type Ask = () => Promise<CodeAnswer>;

/** {@link useHandle} with its dependencies. */
export const createUseHandle = (deps: UseHandleDeps) => (input: UseHandleInput, ask: Ask) =>
  useHandle(deps, input, ask);
export type UseHandle = ReturnType<typeof createUseHandle>;

/**
 * Asks for a code; for a pushed request for one at most. The client’s guard object lets one person
 * try, and that person’s guard uses the handle up with the code, in one step. So a person whose
 * answer got lost may try again, and nobody else may ever. Throws `storage_unavailable`.
 */
export async function useHandle(
  { pushedRequests, jwt, defer }: UseHandleDeps,
  { request: { clientId, pushed }, refreshToken }: UseHandleInput,
  ask: Ask,
): Promise<CodeAnswer | { kind: 'used' }> {
  if (pushed === null) return ask();
  const person = await verifyRefreshToken(jwt, refreshToken).catch(() => null);
  if (person === null) return { kind: 'over' };
  // No id of a person is kept at a client's.
  const holder = digestOf('oauth-holder', pushed, person.sub);
  const claim = { clientId, digest: pushed, holder };
  if (!(await pushedRequests.claim(claim))) return { kind: 'used' };
  const answer = await ask();
  if (answer.kind === 'issued') defer(pushedRequests.finish(claim), 'handle_not_finished');
  else if (answer.kind !== 'used') defer(pushedRequests.unclaim(claim), 'handle_not_released');
  return answer;
}
