import * as z from 'zod';
import { describeRoute } from '../http/contract.ts';
import { rateLimited } from '../limits/errors.ts';
import { otpInvalid } from '../one-time-secrets/errors.ts';
import {
  accountDisabled,
  accountLocked,
  emailNotVerified,
  invalidCredentials,
} from '../sessions/errors.ts';
import { tokenDeliverySchema } from '../sessions/sign-in-options.ts';
import { tokenAnswer, tokenAnswerInBody } from '../sessions/token-answer.ts';
import { storageUnavailable } from '../shared/errors.ts';
import { once } from '../shared/once.ts';
import { emailSchema } from '../users/identifiers.ts';
import { mfaTokenSchema, secondStepAnswer } from './answer.ts';
import { givenProof, ONE_PROOF, proofFields } from './proof-fields.ts';

export const body = z
  .object({
    ...proofFields,
    mfa_token: mfaTokenSchema.optional(),
    email: emailSchema.optional(),
    token_delivery: tokenDeliverySchema,
  })
  .refine((given) => givenProof(given) !== null, ONE_PROOF)
  .refine(({ mfa_token, email }) => mfa_token !== undefined || email !== undefined, {
    path: ['mfa_token'],
    message: 'Send `mfa_token` or `email`.',
  })
  .refine(({ otp, mfa_token }) => otp !== undefined || mfa_token !== undefined, {
    path: ['mfa_token'],
    message: 'Only a mailed code needs no `mfa_token`.',
  });

export const doc = describeRoute({
  operationId: 'finishSignIn',
  summary: 'Finish a sign-in with its second proof',
  description: [
    'Accepts one of the `methods` that the first step returned.',
    'A code finishes only the sign-in that it was mailed for.',
  ].join(' '),
  tag: 'Sign-in',
  answer: {
    status: 200,
    description: 'Signed in.',
    schema: once(() => z.union([tokenAnswer(), secondStepAnswer()])),
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
      summary: 'With the mailed code and the address',
      fields: ['otp', 'email'],
      answer: tokenAnswerInBody,
    },
    password: {
      summary: 'With the password, after a mailed code or link',
      fields: ['password', 'mfa_token'],
      answer: tokenAnswerInBody,
    },
    recovery_code: {
      summary: 'With a recovery code',
      fields: ['recovery_code', 'mfa_token'],
      answer: tokenAnswerInBody,
    },
    credential: {
      summary: 'With a passkey',
      fields: ['credential', 'mfa_token'],
      answer: tokenAnswerInBody,
    },
  },
});
