import * as z from 'zod';
import { describeRoute } from '../http/contract.ts';
import { rateLimited } from '../limits/errors.ts';
import { otpInvalid } from '../one-time-secrets/errors.ts';
import { codeSchema } from '../one-time-secrets/schemas.ts';
import {
  accountDisabled,
  accountLocked,
  emailNotVerified,
  invalidCredentials,
} from '../sessions/errors.ts';
import { tokenDeliverySchema } from '../sessions/sign-in-options.ts';
import { tokenAnswer, tokenAnswerInBody } from '../sessions/token-answer.ts';
import { storageUnavailable } from '../shared/errors.ts';
import { emailSchema } from '../users/identifiers.ts';
import { passwordSchema } from '../users/password-schema.ts';
import { mfaTokenSchema, secondStepAnswer } from './answer.ts';

export const body = z
  .object({
    otp: codeSchema.optional(),
    password: passwordSchema.optional().describe('After a mailed code or link; with `mfa_token`.'),
    mfa_token: mfaTokenSchema.optional(),
    email: emailSchema.optional(),
    token_delivery: tokenDeliverySchema,
  })
  .refine(({ otp, password }) => (otp === undefined) !== (password === undefined), {
    path: ['otp'],
    message: 'Send either `otp` or `password`.',
  })
  .refine(({ mfa_token, email }) => mfa_token !== undefined || email !== undefined, {
    path: ['mfa_token'],
    message: 'Send `mfa_token` or `email`.',
  })
  .refine(({ password, mfa_token }) => password === undefined || mfa_token !== undefined, {
    path: ['mfa_token'],
    message: 'A password needs the `mfa_token`.',
  });

export const doc = describeRoute({
  operationId: 'finishSignIn',
  summary: 'Finish a sign-in with its second proof',
  description:
    'Takes one of the `methods` that the first step answered. A code finishes the sign-in that it was mailed for, and no other.',
  tag: 'Sign-in',
  answer: {
    status: 200,
    description: 'Signed in.',
    schema: z.union([tokenAnswer, secondStepAnswer]),
  },
  errors: [
    otpInvalid,
    invalidCredentials,
    rateLimited,
    accountDisabled,
    accountLocked,
    emailNotVerified,
    storageUnavailable,
  ],
  examples: {
    token: {
      summary: 'With the mailed code',
      fields: ['otp', 'mfa_token'],
      answer: tokenAnswerInBody,
    },
    address: {
      summary: 'With the mailed code and the address alone',
      fields: ['otp', 'email'],
      answer: tokenAnswerInBody,
    },
    password: {
      summary: 'With the password, after a mailed code or link',
      fields: ['password', 'mfa_token'],
      answer: tokenAnswerInBody,
    },
  },
});
