import type { Context } from 'hono';
import type { PageContext } from '../../kit/page-context.ts';
import type { SignIn } from '../../second-step/complete-sign-in.ts';
import { type Browser, deliverSignIn } from '../../sessions/token-answer.ts';
import { ACCOUNT, leave } from '../web/leave.tsx';
import { pageOf } from '../web/page-of.ts';
import { clearPending, writePending } from '../web/pending-cookie.ts';
import { withReturn } from '../web/return-to.ts';

/** Where a person goes who is signed in: where they came for, else the app, else the account. */
export const goalOf = ({ returnTo, brand }: PageContext): string =>
  returnTo ?? brand.returnUrl ?? ACCOUNT;

/**
 * Answers a right proof: with the cookies of the session and the way on, or with the second step.
 * `name` is what the person typed, to show whose sign-in goes on.
 */
export function afterSignIn(
  c: Context,
  signIn: SignIn,
  { browser, name }: { browser: Browser; name: string | null },
): Response | Promise<Response> {
  const page = pageOf(c);
  if (signIn.kind === 'session') {
    deliverSignIn(c, signIn, browser);
    clearPending(c);
    return leave(c, page, goalOf(page));
  }
  const { mfaToken, methods, enrol, expiresIn } = signIn;
  writePending(c, { mfaToken, methods, enrol, name, failures: 0 }, expiresIn);
  return c.redirect(withReturn('/second-step', page.returnTo), 303);
}
