import type { Context } from 'hono';
import type { Clock } from '../../shared/clock.ts';
import { findAppError } from '../../shared/errors.ts';
import { reauthenticationRequired, requireFreshProof } from '../../step-up/fresh-proof.ts';
import { sessionOf } from '../web/page-of.ts';
import { withReturn } from '../web/return-to.ts';
import { STEP_UP } from './step-up-view.tsx';

/** Whether the session has proved lately enough that it is its owner's. */
export function hasFreshProof(c: Context, clock: Clock): boolean {
  try {
    requireFreshProof(sessionOf(c), clock);
    return true;
  } catch (error) {
    if (needsProof(error)) return false;
    throw error;
  }
}

/** Whether an act was refused for want of a fresh proof. */
export const needsProof = (error: unknown): boolean =>
  findAppError(error)?.code === reauthenticationRequired.code;

/** Asks for a proof, and leads back to a path of ours. */
export const proveFirst = (c: Context, returnTo: string): Response =>
  c.redirect(withReturn(STEP_UP, returnTo), 303);
