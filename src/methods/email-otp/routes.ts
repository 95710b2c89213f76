import { type Context, Hono } from 'hono';
import * as z from 'zod';
import { clientInfo, describeClient } from '../../http/client-info.ts';
import { describeRoute, validate } from '../../http/contract.ts';
import { messageAnswer } from '../../http/message.ts';
import { rateLimited } from '../../limits/errors.ts';
import { type LimitDeps, limitByAddress, limitByName } from '../../limits/limit.ts';
import type { EnqueueJob } from '../../mail/job-queue.ts';
import { otpInvalid } from '../../one-time-secrets/errors.ts';
import { codeSchema } from '../../one-time-secrets/schemas.ts';
import { answerSignIn, passwordStepAnswer, secondStepAnswer } from '../../second-step/answer.ts';
import {
  accountDisabled,
  accountLocked,
  emailNotVerified,
  signInOvertaken,
} from '../../sessions/errors.ts';
import type { RequesterLanes } from '../../sessions/requester-lanes.ts';
import { signInOptionFields, signInOptionsOf } from '../../sessions/sign-in-options.ts';
import { type Browser, tokenAnswer, tokenAnswerInBody } from '../../sessions/token-answer.ts';
import { storageUnavailable } from '../../shared/errors.ts';
import { emailSchema, nameOfBody } from '../../users/identifiers.ts';
import { signInCodeJob } from './sign-in-code.ts';
import type { VerifySignInCode } from './verify-sign-in-code.ts';

export type EmailOtpRoutesDeps = LimitDeps & {
  verifySignInCode: VerifySignInCode;
  browser: Browser;
  enqueue: EnqueueJob;
  sealMarks: RequesterLanes['seal'];
};

const requestBody = z.object({ email: emailSchema });
const verifyBody = z.object({
  email: emailSchema,
  otp: codeSchema,
  ...signInOptionFields,
});

const requestDoc = describeRoute({
  operationId: 'requestSignInCode',
  summary: 'Email a sign-in code',
  description: 'Passwordless sign-in. Responds the same whether or not the address has an account.',
  tag: 'Sign-in',
  answer: {
    status: 200,
    description: 'If the address has an account, an email is on its way.',
    schema: messageAnswer,
    example: { message: 'If this address has an account, a code is on its way.' },
  },
  errors: [rateLimited, storageUnavailable],
});
const verifyDoc = describeRoute({
  operationId: 'signInWithCode',
  summary: 'Sign in with an emailed code',
  tag: 'Sign-in',
  description: 'Returns tokens, or requires the password as the second step.',
  answer: {
    status: 200,
    description: 'Signed in, or the second step is required.',
    schema: z.union([tokenAnswer, secondStepAnswer]),
  },
  examples: {
    browser: { summary: 'From a browser: the refresh token is a cookie', fields: ['email', 'otp'] },
    client: {
      summary: 'From a client that stores its own tokens',
      body: { token_delivery: 'body' },
      answer: tokenAnswerInBody,
    },
    second_factor: {
      summary: 'With a second step: send the password to `login/otp-verify`',
      fields: ['email', 'otp'],
      answer: passwordStepAnswer,
    },
  },
  errors: [
    otpInvalid,
    rateLimited,
    accountDisabled,
    accountLocked,
    emailNotVerified,
    signInOvertaken,
    storageUnavailable,
  ],
});

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
        const { enqueue, sealMarks } = provide(c);
        const client = clientInfo(c);
        await enqueue(signInCodeJob, {
          email: c.req.valid('json').email,
          from: describeClient(client),
          marks: await sealMarks(client),
        });
        return c.json({ message: 'If this address has an account, a code is on its way.' }, 200);
      },
    )
    .post(
      '/otp/verify',
      verifyDoc,
      validate('json', verifyBody),
      limitByName(provide, 'otp_verify_name', nameOfBody, { overlap: true }),
      async (c) => {
        const { email, otp: code, ...asked } = c.req.valid('json');
        const options = signInOptionsOf(c, asked);
        const signIn = await provide(c).verifySignInCode({ email, code, ...options });
        return c.json(answerSignIn(c, signIn, provide(c).browser), 200);
      },
    );
