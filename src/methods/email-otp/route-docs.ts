import * as z from 'zod';
import { describeRoute } from '../../http/contract.ts';
import { messageAnswer } from '../../http/message.ts';
import { rateLimited } from '../../limits/errors.ts';
import { otpInvalid } from '../../one-time-secrets/errors.ts';
import { codeSchema } from '../../one-time-secrets/schemas.ts';
import { passwordStepAnswer, secondStepAnswer } from '../../second-step/answer.ts';
import {
  accountDisabled,
  accountLocked,
  emailNotVerified,
  signInOvertaken,
} from '../../sessions/errors.ts';
import { signInOptionFields } from '../../sessions/sign-in-options.ts';
import { tokenAnswer, tokenAnswerInBody } from '../../sessions/token-answer.ts';
import { storageUnavailable } from '../../shared/errors.ts';
import { emailSchema } from '../../users/identifiers.ts';

export const requestBody = z.object({ email: emailSchema });
export const verifyBody = z.object({
  email: emailSchema,
  otp: codeSchema,
  ...signInOptionFields,
});

export const requestDoc = describeRoute({
  operationId: 'requestSignInCode',
  summary: 'Mail a sign-in code',
  description: 'Passwordless sign-in. Answers alike whether or not the address has an account.',
  tag: 'Sign-in',
  answer: {
    status: 200,
    description: 'If the address has an account, a mail is on its way.',
    schema: messageAnswer,
    example: { message: 'If this address has an account, a code is on its way.' },
  },
  errors: [rateLimited, storageUnavailable],
});
export const verifyDoc = describeRoute({
  operationId: 'signInWithCode',
  summary: 'Sign in with a mailed code',
  tag: 'Sign-in',
  description: 'Answers tokens, or asks for the password where two steps are due.',
  answer: {
    status: 200,
    description: 'Signed in, or half-way.',
    schema: z.union([tokenAnswer, secondStepAnswer]),
  },
  examples: {
    browser: { summary: 'From a browser: the refresh token is a cookie', fields: ['email', 'otp'] },
    client: {
      summary: 'From a client that keeps its tokens itself',
      body: { token_delivery: 'body' },
      answer: tokenAnswerInBody,
    },
    second_factor: {
      summary: 'Of somebody with a second step: the password goes to `login/otp-verify`',
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
