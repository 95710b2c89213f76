import type { Context } from 'hono';
import { takeBackTokens } from '../../sessions/token-answer.ts';
import { findAppError } from '../../shared/errors.ts';
import type { PageDeps } from '../web/page-deps.ts';
import { withReturn } from '../web/return-to.ts';

/** Whether an act was refused because the session ended while it was under way. */
export const isSessionOver = (error: unknown): boolean =>
  findAppError(error)?.kind === 'token_refused';

/** Leads to sign in, and says there that nothing was saved; then back to a page of ours. */
export async function sessionOver(
  c: Context,
  { browser, flashes }: Pick<PageDeps, 'browser' | 'flashes'>,
  returnTo: string | null,
): Promise<Response> {
  takeBackTokens(c, browser);
  await flashes.set(c, { key: 'nothing_saved' });
  return c.redirect(withReturn('/sign-in', returnTo), 303);
}
