import type { Context } from 'hono';
import type { SignIn } from '../../second-step/complete-sign-in.ts';
import { deliverSignIn } from '../../sessions/token-answer.ts';
import type { PageDeps } from '../web/page-deps.ts';
import { pageOf } from '../web/page-of.ts';
import { clearPending } from '../web/pending-cookie.ts';
import { withReturn } from '../web/return-to.ts';
import { afterSignIn } from './after-sign-in.ts';
import { SECOND_STEP } from './second-step-view.tsx';

export type AfterSetUpDeps = Pick<PageDeps, 'browser' | 'flashes'>;

/**
 * Answers a sign-in that an enrolment finished: its first recovery codes are shown before it goes
 * on, once.
 */
export async function afterSetUp(
  c: Context,
  { browser, flashes }: AfterSetUpDeps,
  { signIn, codes = [] }: { signIn: SignIn | null; codes?: string[] | undefined },
): Promise<Response> {
  if (signIn === null) throw new Error('an enrolment of a page had no sign-in to finish');
  if (signIn.kind !== 'session' || codes.length === 0)
    return afterSignIn(c, signIn, { browser, name: null });
  deliverSignIn(c, signIn, browser);
  clearPending(c);
  await flashes.set(c, { key: 'recovery_codes_made', data: { codes } }, signIn.tokens.sessionId);
  return c.redirect(withReturn(`${SECOND_STEP}/codes`, pageOf(c).returnTo), 303);
}
