import * as z from 'zod';
import { describeRoute } from '../http/contract.ts';
import { messageAnswer } from '../http/message.ts';
import { rateLimited } from '../limits/errors.ts';
import { passwordBreached, passwordReused, passwordTooWeak } from '../methods/password/errors.ts';
import { newPasswordBody, newPasswordSchema } from '../methods/password/password-schemas.ts';
import { otpInvalid, secretInvalid } from '../one-time-secrets/errors.ts';
import { codeSchema, exampleLinkToken, linkTokenSchema } from '../one-time-secrets/schemas.ts';
import { mfaTokenSchema, secondStepAnswer } from '../second-step/answer.ts';
import {
  accountDisabled,
  accountLocked,
  emailNotVerified,
  signInOvertaken,
} from '../sessions/errors.ts';
import { tokenAnswer } from '../sessions/token-answer.ts';
import { storageUnavailable } from '../shared/errors.ts';
import { once } from '../shared/once.ts';
import { emailSchema } from '../users/identifiers.ts';
import { resetSecret } from './reset-secret.ts';

export const askBody = z.object({ email: emailSchema });
export const linkBody = newPasswordBody({
  token: z
    .union([linkTokenSchema, mfaTokenSchema])
    .describe('From the emailed link, or an `mfa_token` returned with `enrol: ["password"]`.')
    .meta({ examples: [exampleLinkToken(resetSecret.prefix)] }),
});
export const codeBody = z.object({
  email: emailSchema,
  otp: codeSchema,
  password: newPasswordSchema,
});

const passwordErrors = [
  rateLimited,
  passwordTooWeak,
  passwordReused,
  passwordBreached,
  storageUnavailable,
];
export const ASKED = { message: 'If this address has an account, an email is on its way.' };
export const RESET = { message: 'Your password is set. Sign in with it.' };
const alike = 'Responds the same whether or not the address has an account.';
const done = [
  'Sets the password and ends all sessions. Does not sign the user in;',
  'the next sign-in still requires the second step.',
].join(' ');
const asked = {
  status: 200,
  description: 'If the address has an account, an email is on its way.',
  schema: messageAnswer,
  example: ASKED,
} as const;
const reset = {
  status: 200,
  description: 'The password is set.',
  schema: messageAnswer,
  example: RESET,
} as const;

export const askLinkDoc = describeRoute({
  operationId: 'requestPasswordReset',
  summary: 'Email a password reset link',
  description: alike,
  tag: 'Recovery',
  answer: asked,
  errors: [rateLimited, storageUnavailable],
});
export const askCodeDoc = describeRoute({
  operationId: 'requestPasswordResetCode',
  summary: 'Email a password reset code',
  description: alike,
  tag: 'Recovery',
  answer: asked,
  errors: [rateLimited, storageUnavailable],
});
export const byLinkDoc = describeRoute({
  operationId: 'resetPassword',
  summary: 'Reset the password with an emailed link',
  description: [
    done,
    'With the `mfa_token` of a sign-in that requires a first password,',
    'it completes that sign-in and returns tokens.',
  ].join(' '),
  tag: 'Recovery',
  answer: {
    ...reset,
    schema: once(() =>
      z.union([
        messageAnswer(),
        tokenAnswer().extend(messageAnswer().shape).meta({ id: 'PasswordEnrolled' }),
        secondStepAnswer(),
      ]),
    ),
  },
  errors: [
    secretInvalid,
    signInOvertaken,
    accountDisabled,
    accountLocked,
    emailNotVerified,
    ...passwordErrors,
  ],
});
export const byCodeDoc = describeRoute({
  operationId: 'resetPasswordWithCode',
  summary: 'Reset the password with an emailed code',
  description: done,
  tag: 'Recovery',
  answer: reset,
  errors: [otpInvalid, signInOvertaken, ...passwordErrors],
});

export const ENROLLED = { message: 'Your password is set. You are signed in.' };
