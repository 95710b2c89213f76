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
import { once } from '../../shared/once.ts';
import { emailSchema } from '../../users/identifiers.ts';

export const requestBody = z.object({ email: emailSchema });
export const verifyBody = z.object({
  email: emailSchema,
  otp: codeSchema,
  ...signInOptionFields,
});

export const requestDoc = describeRoute({
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
export const verifyDoc = describeRoute({
  operationId: 'signInWithCode',
  summary: 'Sign in with an emailed code',
  tag: 'Sign-in',
  description: 'Returns tokens, or requires the password as the second step.',
  answer: {
    status: 200,
    description: 'Signed in, or the second step is required.',
    schema: once(() => z.union([tokenAnswer(), secondStepAnswer()])),
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
