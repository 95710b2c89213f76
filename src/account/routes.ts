import { type Context, Hono } from 'hono';
import * as z from 'zod';
import { clientInfo, describeClient } from '../http/client-info.ts';
import { describeRoute, validate } from '../http/contract.ts';
import { messageAnswer } from '../http/message.ts';
import { rateLimited } from '../limits/errors.ts';
import { type LimitDeps, limitByAddress } from '../limits/limit.ts';
import type { EnqueueJob } from '../mail/job-queue.ts';
import { otpInvalid, secretInvalid } from '../one-time-secrets/errors.ts';
import { codeSchema, exampleLinkToken, linkTokenSchema } from '../one-time-secrets/schemas.ts';
import type { RequesterLanes } from '../sessions/requester-lanes.ts';
import { storageUnavailable } from '../shared/errors.ts';
import { emailSchema } from '../users/identifiers.ts';
import { verificationJob } from './verification-job.ts';
import { verificationSecret } from './verification-secret.ts';
import type { VerifyEmail } from './verify-email.ts';

export type AccountRoutesDeps = LimitDeps & {
  verifyEmail: VerifyEmail;
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
  })
  .refine(
    (body) => body.token !== undefined || (body.email !== undefined && body.otp !== undefined),
    {
      path: ['token'],
      message: 'Send `token`, or `email` and `otp`.',
    },
  );
const resendBody = z.object({ email: emailSchema });

const verifyDoc = describeRoute({
  summary: 'Verify an e-mail address',
  description:
    'By the token of the mailed link, or by address and mailed code. The exchange token signs in once, within 60 seconds.',
  tag: 'Sign-up',
  answer: {
    status: 200,
    description: 'Verified.',
    schema: messageAnswer
      .extend({ exchange_token: z.string().meta({ examples: [exampleLinkToken('xch')] }) })
      .meta({ id: 'Verified' }),
  },
  errors: [otpInvalid, secretInvalid, rateLimited, storageUnavailable],
  examples: {
    link: { summary: 'By the mailed link', fields: ['token'] },
    code: { summary: 'By the mailed code', fields: ['email', 'otp'] },
  },
});
const resendDoc = describeRoute({
  summary: 'Mail the verification again',
  description: 'Answers alike whether or not the address waits for a verification.',
  tag: 'Sign-up',
  answer: {
    status: 200,
    description: 'If there is something to verify, a mail is on its way.',
    schema: messageAnswer,
  },
  errors: [rateLimited, storageUnavailable],
});

/** `/api/v1/auth`: what concerns an account as such. */
export const accountRoutes = (provide: (c: Context) => AccountRoutesDeps) =>
  new Hono({ strict: false })
    .post(
      '/email/verify',
      verifyDoc,
      limitByAddress(provide, 'email_verify', { overlap: true }),
      validate('json', verifyBody),
      async (c) => {
        const { token, email = '', otp = '' } = c.req.valid('json');
        const { verifyEmail } = provide(c);
        const client = clientInfo(c);
        const exchangeToken = await (token === undefined
          ? verifyEmail.byCode({ email, code: otp, admission: c.var.admission, client })
          : verifyEmail.byLink({ token, admission: c.var.admission, client }));
        return c.json(
          {
            message: 'Your address is verified.',
            exchange_token: exchangeToken,
          },
          200,
        );
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
            message: 'If this address waits for a verification, a mail is on its way.',
          },
          200,
        );
      },
    );
