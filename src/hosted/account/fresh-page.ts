import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import type { Clock } from '../../shared/clock.ts';
import { findAppError } from '../../shared/errors.ts';
import { reauthenticationRequired, requireFreshProof } from '../../step-up/fresh-proof.ts';
import type { PageSession } from '../web/page-session.ts';
import { withReturn } from '../web/return-to.ts';
import { STEP_UP } from './step-up-view.tsx';

/**
 * Passes only sessions with a fresh proof, and leads others to give one and back to this page.
 * Mount it behind `signedIn`, on the page of a form too, so that nothing that was typed is lost.
 */
export const freshPage = (provide: (c: Context) => { clock: Clock }) =>
  createMiddleware<{ Variables: { session: PageSession } }>(async (c, next) => {
    if (isFresh(c.var.session, provide(c).clock)) return next();
    return proveFirst(c);
  });

/** Returns whether a session has a proof that is fresh enough for what matters. */
export function isFresh(session: PageSession, clock: Clock): boolean {
  try {
    requireFreshProof(session, clock);
    return true;
  } catch (error) {
    if (needsProof(error)) return false;
    throw error;
  }
}

/** Returns whether an act was refused because it requires a fresh proof. */
export const needsProof = (error: unknown): boolean =>
  findAppError(error)?.code === reauthenticationRequired.code;

/** Asks for a proof, and leads back to a path of ours, by default to this page. */
export const proveFirst = (c: Context, returnTo = c.req.path): Response =>
  c.redirect(withReturn(STEP_UP, returnTo), 303);
