import * as z from 'zod';
import { describeRoute } from '../../http/contract.ts';
import { csrfFailed } from '../../http/csrf.ts';
import { messageAnswer } from '../../http/message.ts';
import { rateLimited } from '../../limits/errors.ts';
import { secondStepAnswer } from '../../second-step/answer.ts';
import {
  accountDisabled,
  accountLocked,
  emailNotVerified,
  invalidCredentials,
} from '../../sessions/errors.ts';
import { signInOptionFields } from '../../sessions/sign-in-options.ts';
import { tokenAnswer, tokenAnswerInBody, tokensInBody } from '../../sessions/token-answer.ts';
import { storageUnavailable } from '../../shared/errors.ts';
import { once } from '../../shared/once.ts';
import { tokenErrors } from '../../tokens/errors.ts';
import { passwordSchema } from '../../users/password-schema.ts';
import { passwordBreached, passwordReused, passwordTooWeak } from './errors.ts';
import { newPasswordBody } from './password-schemas.ts';

const name = z.string().min(1).max(254);
export const loginBody = z
  .object({
    email_or_username: name.meta({ examples: ['ada'] }).optional(),
    email: name.meta({ examples: ['ada@example.com'] }).optional(),
    username: name.meta({ examples: ['ada'] }).optional(),
    password: passwordSchema,
    ...signInOptionFields,
  })
  .refine((body) => (body.email_or_username ?? body.email ?? body.username) !== undefined, {
    path: ['email_or_username'],
    message: 'Send `email_or_username`, `email` or `username`.',
  });

export const changeBody = newPasswordBody({ old_password: passwordSchema });

const changeAnswer = once(() =>
  tokenAnswer().extend(messageAnswer().shape).meta({ id: 'PasswordChanged' }),
);

const signInErrors = [
  rateLimited,
  accountDisabled,
  accountLocked,
  emailNotVerified,
  storageUnavailable,
];
export const loginDoc = describeRoute({
  operationId: 'logIn',
  summary: 'Sign in with a password',
  description: [
    'Returns tokens, or requires the code just emailed as the second step.',
    'Five failed attempts in a row lock the name for half an hour.',
  ].join(' '),
  tag: 'Sign-in',
  answer: {
    status: 200,
    description: 'Signed in, or the second step is required.',
    schema: once(() => z.union([tokenAnswer(), secondStepAnswer()])),
  },
  errors: [invalidCredentials, ...signInErrors],
  examples: {
    browser: {
      summary: 'From a browser: the refresh token is a cookie',
      fields: ['email', 'password'],
      body: { remember_me: true },
    },
    client: {
      summary: 'From a client that stores its own tokens',
      fields: ['email_or_username', 'password', 'device_name'],
      body: { token_delivery: 'body' },
      answer: tokenAnswerInBody,
    },
    second_factor: {
      summary: 'With a second step: send the code to `login/otp-verify`',
      fields: ['username', 'password'],
      answer: secondStepAnswer,
    },
  },
});
export const CHANGED = 'Your password has been changed.';

export const changeDoc = describeRoute({
  operationId: 'changePassword',
  summary: 'Change the password',
  description: 'Ends all other sessions and returns new tokens for this one.',
  tag: 'Account',
  security: 'access_token',
  answer: {
    status: 200,
    description: 'Changed.',
    schema: changeAnswer,
    example: { message: CHANGED },
  },
  examples: {
    client: {
      summary: 'From a client that stores its own tokens',
      answer: once(() => changeAnswer().required(tokensInBody)),
    },
  },
  errors: [
    ...tokenErrors,
    csrfFailed,
    rateLimited,
    invalidCredentials,
    accountLocked,
    passwordTooWeak,
    passwordReused,
    passwordBreached,
    storageUnavailable,
  ],
});
