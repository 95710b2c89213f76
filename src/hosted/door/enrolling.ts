import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import { document, documentedBy } from '../../http/contract.ts';
import { noteActor } from '../../http/request-log.ts';
import type { PageContext } from '../../kit/page-context.ts';
import type { Enroller, FindEnroller } from '../../second-step/authenticate-enroller.ts';
import { findAppError } from '../../shared/errors.ts';
import type { Method } from '../../step-up/proofs.ts';
import type { PageDeps } from '../web/page-deps.ts';
import { clearPending, readPending } from '../web/pending-cookie.ts';
import { withReturn } from '../web/return-to.ts';
import { SECOND_STEP } from './second-step-view.tsx';

export type EnrollingDeps = PageDeps & { findEnroller: FindEnroller };

/** Somebody whose sign-in waits in this browser for a factor to be set up. */
export type WaitingEnroller = Extract<Enroller, { session: null }>;

/**
 * Passes a sign-in that has to set up `method`, and sets `c.var.enroller`. One that is over, or
 * finished, leads to `/second-step`, where it is decided what follows. `alongside` is the limit by
 * user. Throws `account_disabled`, `account_locked`, `email_not_verified`, `storage_unavailable`.
 */
export function enrolling(
  provide: (c: Context) => EnrollingDeps,
  method: Method,
  alongside: (c: Context, userId: string) => Promise<unknown> = async () => undefined,
) {
  const middleware = createMiddleware<{
    Variables: { page: PageContext; enroller: WaitingEnroller; mfaToken: string };
  }>(async (c, next) => {
    const waiting = readPending(c);
    const enroller =
      waiting === null ? null : await find(provide(c), { mfaToken: waiting.mfaToken, method });
    if (waiting === null || enroller === null) {
      clearPending(c);
      return c.redirect(withReturn(SECOND_STEP, c.var.page.returnTo), 303);
    }
    noteActor(c, { userId: enroller.user.id });
    await alongside(c, enroller.user.id);
    c.set('enroller', enroller);
    c.set('mfaToken', waiting.mfaToken);
    return next();
  });
  const about = documentedBy(alongside);
  return about === undefined ? middleware : document(middleware, about);
}

async function find(
  { findEnroller }: EnrollingDeps,
  { mfaToken, method }: { mfaToken: string; method: Method },
): Promise<WaitingEnroller | null> {
  try {
    const enroller = await findEnroller(mfaToken, method);
    return enroller.session === null ? enroller : null;
  } catch (error) {
    if (findAppError(error)?.kind === 'token_refused') return null;
    throw error;
  }
}
