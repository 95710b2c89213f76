import { type Context, Hono } from 'hono';
import { clientInfo } from '../http/client-info.ts';
import { validate } from '../http/contract.ts';
import { readRegistrationCookie } from '../http/registration-cookie.ts';
import { type LimitDeps, limitByAddress } from '../limits/limit.ts';
import type { RegistrationMarks } from '../users/registration-mark.ts';
import type { AskVerification } from './ask-verification.ts';
import type { Proved } from './prove-address.ts';
import {
  RESENT,
  resendBody,
  resendDoc,
  VERIFIED,
  verifyBody,
  verifyDoc,
} from './verification-docs.ts';
import type { VerifyEmail } from './verify-email.ts';

export type VerificationRoutesDeps = LimitDeps & {
  verifyEmail: VerifyEmail;
  registrationMarks: RegistrationMarks;
  askVerification: AskVerification;
};

/** `/api/v1/auth/email`: verifying an address. */
export const verificationRoutes = (provide: (c: Context) => VerificationRoutesDeps) =>
  new Hono({ strict: false })
    .post(
      '/email/verify',
      verifyDoc,
      limitByAddress(provide, 'email_verify', { overlap: true }),
      validate('json', verifyBody),
      async (c) => {
        const { token, email = '', otp: code = '', password = null } = c.req.valid('json');
        const { verifyEmail, registrationMarks } = provide(c);
        const marked = registrationMarks.verify(readRegistrationCookie(c));
        const input = { marked, password, client: clientInfo(c) };
        const proved = await (token === undefined
          ? verifyEmail.byCode({ email, code, ...input })
          : verifyEmail.byLink({ token, ...input }));
        return c.json(toVerified(proved), 200);
      },
    )
    .post(
      '/email/resend',
      resendDoc,
      limitByAddress(provide, 'email_resend'),
      validate('json', resendBody),
      async (c) => {
        const { email } = c.req.valid('json');
        await provide(c).askVerification({ email, returnTo: null, client: clientInfo(c) });
        return c.json(
          {
            message: RESENT,
          },
          200,
        );
      },
    );

function toVerified({ kind, token, usernameTaken }: Proved) {
  const taken = usernameTaken ? ({ username: null, username_taken: true } as const) : {};
  if (kind === 'signs_in') return { message: VERIFIED, exchange_token: token, ...taken };
  const message = `${VERIFIED} Choose a new password to sign in.`;
  return { message, password_reset_required: true as const, reset_token: token, ...taken };
}
