import type { FoundSecret, OneTimeSecrets, Purpose } from '../one-time-secrets/one-time-secrets.ts';
import type { Clock } from '../shared/clock.ts';
import type { AccountGuards } from './account-guards.ts';

export type PeekLinkDeps = { secrets: OneTimeSecrets; guards: AccountGuards; clock: Clock };
export type PeekLink = ReturnType<typeof createPeekLink>;

/**
 * Returns the secret of a link that could be used now, and null for one that is unknown, expired,
 * used or void. Uses nothing, so that a page can say that a link is dead before anything is typed,
 * and mail scanners may open it. Throws `storage_unavailable`.
 */
export async function peekLink<Context>(
  { secrets, guards, clock }: PeekLinkDeps,
  purpose: Purpose<Context>,
  token: string,
): Promise<FoundSecret<Context> | null> {
  const secret = await secrets.findLink(purpose, token);
  if (secret === null || !(await guards.isRedeemable(secret, clock()))) return null;
  return secret;
}

/** Binds {@link peekLink} to its dependencies. */
export const createPeekLink =
  (deps: PeekLinkDeps) =>
  <Context>(purpose: Purpose<Context>, token: string): Promise<FoundSecret<Context> | null> =>
    peekLink(deps, purpose, token);
