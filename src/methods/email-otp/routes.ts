import { type Context, Hono } from 'hono';
import { validate } from '../../http/contract.ts';
import { type LimitDeps, limitByAddress, limitByName } from '../../limits/limit.ts';
import { limitByNameAtGuard } from '../../limits/limit-at-guard.ts';
import { answerSignIn } from '../../second-step/answer.ts';
import { signInOptionsOf } from '../../sessions/sign-in-options.ts';
import type { Browser } from '../../sessions/token-answer.ts';
import { nameOfBody } from '../../users/identifiers.ts';
import { type AskForCodeDeps, askForCode } from './ask-for-code.ts';
import { requestBody, requestDoc, verifyBody, verifyDoc } from './route-docs.ts';
import type { VerifySignInCode } from './verify-sign-in-code.ts';

export type EmailOtpRoutesDeps = LimitDeps &
  AskForCodeDeps & { verifySignInCode: VerifySignInCode; browser: Browser };

/** `/api/v1/auth`: sign-in with an emailed code. */
export const emailOtpRoutes = (provide: (c: Context) => EmailOtpRoutesDeps) =>
  new Hono({ strict: false })
    .post(
      '/otp/request',
      requestDoc,
      limitByAddress(provide, 'otp_request', { overlap: true }),
      validate('json', requestBody),
      limitByName(provide, 'otp_request_name', nameOfBody, { addressToo: false }),
      async (c) => {
        await askForCode(c, provide(c), c.req.valid('json').email);
        return c.json({ message: 'If this address has an account, a code is on its way.' }, 200);
      },
    )
    .post(
      '/otp/verify',
      verifyDoc,
      validate('json', verifyBody),
      limitByNameAtGuard(provide, 'otp_verify_name', nameOfBody),
      async (c) => {
        const { email, otp: code, ...asked } = c.req.valid('json');
        const options = signInOptionsOf(c, asked);
        const signIn = await provide(c).verifySignInCode({ email, code, ...options });
        return c.json(answerSignIn(c, signIn, provide(c).browser), 200);
      },
    );
