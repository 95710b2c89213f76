import { type Context, Hono } from 'hono';
import * as z from 'zod';
import { pageHeaders } from '../../kit/page-headers.ts';
import type { LimitDeps } from '../../limits/limit.ts';
import { limitAtGuard } from '../../limits/limit-at-guard.ts';
import type { VerifySignInCode } from '../../methods/email-otp/verify-sign-in-code.ts';
import { otpInvalid } from '../../one-time-secrets/errors.ts';
import { codeSchema } from '../../one-time-secrets/schemas.ts';
import { signInOptionsOf } from '../../sessions/sign-in-options.ts';
import { storageUnavailable } from '../../shared/errors.ts';
import { nameOfBody } from '../../users/identifiers.ts';
import { openDoor, openPage } from '../web/open-page.ts';
import type { PageDeps } from '../web/page-deps.ts';
import { pageOf } from '../web/page-of.ts';
import { readForm } from '../web/read-form.tsx';
import { withReturn } from '../web/return-to.ts';
import { afterSignIn } from './after-sign-in.ts';
import { clearAskedCode, readAskedCode } from './code-cookie.ts';
import { refusalOf } from './refusal.ts';
import { type SendCodeDeps, sendCodePage } from './send-code.tsx';
import { type ShowSignInDeps, showRefusal } from './show-sign-in.tsx';
import { AskForCode, EnterCode } from './sign-in-code-view.tsx';
import { problemOf } from './sign-in-problem.tsx';

export type SignInCodePageDeps = PageDeps &
  LimitDeps &
  SendCodeDeps &
  ShowSignInDeps & {
    verifySignInCode: VerifySignInCode;
    /** Life of a code in milliseconds. */
    codeTtl: number;
  };

const codeForm = z.object({ otp: codeSchema });

/** `/sign-in/code`: signing in with a mailed code. Shares the limits of the API's `otp/…`. */
export const signInCodePage = (provide: (c: Context) => SignInCodePageDeps) =>
  new Hono({ strict: false })
    .route('/send', sendCodePage(provide))
    .get('/', pageHeaders(provide), openPage(provide), (c) => {
      const { page, session } = c.var;
      if (session !== null) return c.redirect(withReturn('/sign-in', page.returnTo), 303);
      const asked = readAskedCode(c);
      if (asked === null || c.req.query('other') !== undefined)
        return c.html(<AskForCode page={page} remember={asked?.remember ?? false} />, 200);
      const { codeTtl } = provide(c);
      return c.html(<EnterCode page={page} asked={asked} codeTtl={codeTtl} />, 200);
    })
    .post(
      '/',
      pageHeaders(provide),
      openDoor(provide),
      readForm(provide, codeForm),
      limitAtGuard(provide, 'otp_verify_name', (c) =>
        nameOfBody({ email: readAskedCode(c)?.email }),
      ),
      (c) => takeCode(c, provide(c), c.var.form.data?.otp ?? null),
    );

async function takeCode(c: Context, deps: SignInCodePageDeps, code: string | null) {
  const page = pageOf(c);
  const asked = readAskedCode(c);
  if (asked === null) return c.redirect(withReturn('/sign-in/code', page.returnTo), 303);
  const about = { page, asked, codeTtl: deps.codeTtl };
  const again = (message: string, status: 400 | 401) =>
    c.html(<EnterCode {...about} errors={[{ field: 'otp', message }]} />, status);
  if (code === null) return again(page.words.signIn.code.missing, 400);
  const { email, remember } = asked;
  const options = signInOptionsOf(c, { remember_me: remember, token_delivery: 'cookie' });
  try {
    const signIn = await deps.verifySignInCode({ email, code, ...options });
    clearAskedCode(c);
    return await afterSignIn(c, signIn, { browser: deps.browser, name: email });
  } catch (error) {
    const { refusal, status } = refusalOf(c, error);
    if (refusal.code === otpInvalid.code) return again(page.words.signIn.code.wrong, 401);
    if (refusal.code === storageUnavailable.code) {
      // No failure uses the code up: it is asked for here, not on the page of the password.
      const { lockout } = deps.signInRules;
      const problem = problemOf({ page, refusal, name: email, lockout });
      return c.html(<EnterCode {...about} problem={problem} />, 503);
    }
    const shown = showRefusal(c, deps, { refusal, status, name: email, remember });
    if (shown === null) throw error;
    return shown;
  }
}
