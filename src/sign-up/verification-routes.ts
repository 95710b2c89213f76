import { type Context, Hono } from 'hono';
import * as z from 'zod';
import { clientInfo, describeClient } from '../http/client-info.ts';
import { describeRoute, validate } from '../http/contract.ts';
import { messageAnswer } from '../http/message.ts';
import { readRegistrationCookie } from '../http/registration-cookie.ts';
import { rateLimited } from '../limits/errors.ts';
import { type LimitDeps, limitByAddress } from '../limits/limit.ts';
import type { EnqueueJob } from '../mail/job-queue.ts';
import { otpInvalid, secretInvalid } from '../one-time-secrets/errors.ts';
import { codeSchema, exampleLinkToken, linkTokenSchema } from '../one-time-secrets/schemas.ts';
import { invalidCredentials } from '../sessions/errors.ts';
import type { RequesterLanes } from '../sessions/requester-lanes.ts';
import { storageUnavailable } from '../shared/errors.ts';
import { emailSchema } from '../users/identifiers.ts';
import { passwordSchema } from '../users/password-schema.ts';
import type { RegistrationMarks } from '../users/registration-mark.ts';
import type { Proved } from './prove-address.ts';
import { verificationJob } from './verification-job.ts';
import { verificationSecret } from './verification-secret.ts';
import type { VerifyEmail } from './verify-email.ts';

export type VerificationRoutesDeps = LimitDeps & {
  verifyEmail: VerifyEmail;
  registrationMarks: RegistrationMarks;
  enqueue: EnqueueJob;
  sealMarks: RequesterLanes['seal'];
};

const verifyBody = z
  .object({
    token: linkTokenSchema
      .meta({ examples: [exampleLinkToken(verificationSecret.prefix)] })
      .optional(),
    email: emailSchema.optional(),
    otp: codeSchema.optional(),
    password: passwordSchema
      .optional()
      .describe('The password chosen at registration; sending it keeps it, from any browser.'),
  })
  .refine(
    (body) => body.token !== undefined || (body.email !== undefined && body.otp !== undefined),
    {
      path: ['token'],
      message: 'Send `token`, or `email` and `otp`.',
    },
  );
const resendBody = z.object({ email: emailSchema });

const provedAnswer = messageAnswer.extend({
  username: z
    .null()
    .optional()
    .describe('Present if the username is lost: another account with it was verified first.'),
  username_taken: z.literal(true).optional().describe('Present with `username: null`.'),
});
const verifiedAnswer = provedAnswer
  .extend({ exchange_token: z.string().meta({ examples: [exampleLinkToken('xch')] }) })
  .meta({ id: 'Verified' });
const passwordVoidAnswer = provedAnswer
  .extend({
    password_reset_required: z.literal(true),
    reset_token: z
      .string()
      .describe('For `password/reset/confirm`.')
      .meta({ examples: [exampleLinkToken('rst')] }),
  })
  .meta({ id: 'VerifiedWithoutPassword' });

const verifyDoc = describeRoute({
  operationId: 'verifyEmail',
  summary: 'Verify an email address',
  description: [
    'Verifies by the token of the emailed link, or by address and emailed code.',
    'The password chosen at registration is kept if the registration cookie shows that this',
    'browser registered, if the password is sent, or if the registration that sent the email is',
    'the only one for the address and has never signed in.',
    'The exchange token then signs in once, within 60 seconds.',
    'Otherwise the password may be a stranger’s: it and all sessions are void,',
    'and `reset_token` sets a new password. A wrong password changes nothing.',
  ].join(' '),
  tag: 'Sign-up',
  answer: {
    status: 200,
    description: 'Verified.',
    schema: z.union([verifiedAnswer, passwordVoidAnswer]),
    example: { message: 'Your email address is verified.' },
  },
  errors: [otpInvalid, secretInvalid, invalidCredentials, rateLimited, storageUnavailable],
  examples: {
    link: { summary: 'With the emailed link', fields: ['token'], answer: verifiedAnswer },
    code: {
      summary: 'With the emailed code, on a different device from the registration',
      fields: ['email', 'otp', 'password'],
      answer: verifiedAnswer,
    },
  },
});
const RESENT = 'If this address needs verification, an email is on its way.';

const resendDoc = describeRoute({
  operationId: 'resendVerification',
  summary: 'Resend the verification email',
  description: 'Responds the same whether or not the address needs verification.',
  tag: 'Sign-up',
  answer: {
    status: 200,
    description: 'If the address needs verification, an email is on its way.',
    schema: messageAnswer,
    example: { message: RESENT },
  },
  errors: [rateLimited, storageUnavailable],
});

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
        const { enqueue, sealMarks } = provide(c);
        const client = clientInfo(c);
        await enqueue(verificationJob, {
          email: c.req.valid('json').email,
          from: describeClient(client),
          marks: await sealMarks(client),
        });
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
  if (kind === 'signs_in')
    return { message: 'Your email address is verified.', exchange_token: token, ...taken };
  const message = 'Your email address is verified. Choose a new password to sign in.';
  return { message, password_reset_required: true as const, reset_token: token, ...taken };
}
