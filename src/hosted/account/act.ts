import type { Context } from 'hono';
import type { AppError } from '../../shared/errors.ts';
import { refusalOf } from '../door/refusal.ts';
import type { PageDeps } from '../web/page-deps.ts';
import { sessionOver } from './session-over.ts';

type Answer = Response | null | Promise<Response | null>;

/** Returns the page that says why something was refused; null for what it has no words for. */
export type Explain = (refusal: AppError, status: number) => Answer;

/**
 * Does what a form asks for. A refusal becomes the page that `explain` makes of it, and the end of
 * the session in the middle leads to sign in and back. Throws any other error.
 */
export async function act(
  c: Context,
  deps: Pick<PageDeps, 'browser' | 'flashes'>,
  work: () => Promise<Response>,
  explain: Explain,
): Promise<Response> {
  try {
    return await work();
  } catch (error) {
    const { refusal, status } = refusalOf(c, error);
    const explained = await explain(refusal, status);
    if (explained !== null) return explained;
    if (refusal.kind !== 'token_refused') throw error;
    return sessionOver(c, deps, c.req.path);
  }
}
