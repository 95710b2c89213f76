import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import type { PageContext } from '../../../kit/page-context.ts';
import { pageOf } from '../../web/page-of.ts';
import { attemptLost, failAttempt } from './fail-attempt.ts';
import type { PendingIdentity } from './pending-identity.ts';
import { type NamedProvider, providerOf } from './provider-names.ts';
import type { SocialPageDeps } from './social-deps.ts';

export type WaitingVariables = {
  page: PageContext;
  provider: NamedProvider;
  pending: PendingIdentity;
};

/**
 * Passes an identity of this provider that waits in this browser for what the page asks, and sets
 * `c.var.pending` and the way back. Leads anyone else to begin again. Mount it behind `openDoor`
 * and `knownProvider`.
 */
export const waitingFor = (
  provide: (c: Context) => SocialPageDeps,
  stage: PendingIdentity['stage'],
) =>
  createMiddleware<{ Variables: WaitingVariables }>(async (c, next) => {
    const deps = provide(c);
    const pending = await deps.pendingIdentities.read(c);
    if (pending?.answer.provider !== providerOf(c).id || pending.stage !== stage)
      return failAttempt(c, deps, { error: attemptLost(), attempt: null });
    c.set('pending', pending);
    c.set('page', { ...pageOf(c), returnTo: pending.attempt.returnTo });
    return next();
  });

/** What waits, behind {@link waitingFor}. */
export const pendingOf = (c: Context): PendingIdentity => c.get('pending') as PendingIdentity;
