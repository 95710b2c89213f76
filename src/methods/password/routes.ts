import { type Context, Hono } from 'hono';
import * as z from 'zod';
import { type AuthenticateDeps, authenticate } from '../../http/authenticate.ts';
import { bearerToken } from '../../http/bearer-token.ts';
import { clientInfo } from '../../http/client-info.ts';
import { describeRoute, validate } from '../../http/contract.ts';
import { csrfFailed } from '../../http/csrf.ts';
import { messageAnswer } from '../../http/message.ts';
import { readRegistrationCookie } from '../../http/registration-cookie.ts';
import { rateLimited } from '../../limits/errors.ts';
import { type LimitDeps, limitByAddress, limitByName, limitByUser } from '../../limits/limit.ts';
import { answerSignIn, secondStepAnswer } from '../../second-step/answer.ts';
import {
  accountDisabled,
  accountLocked,
  emailNotVerified,
  invalidCredentials,
} from '../../sessions/errors.ts';
import type { SignedIn } from '../../sessions/resolve-principal.ts';
import { signInOptionFields, signInOptionsOf } from '../../sessions/sign-in-options.ts';
import {
  type Browser,
  deliverSignIn,
  tokenAnswer,
  tokenAnswerInBody,
  tokensInBody,
} from '../../sessions/token-answer.ts';
import { storageUnavailable } from '../../shared/errors.ts';
import { tokenErrors } from '../../tokens/errors.ts';
import { nameOfBody } from '../../users/identifiers.ts';
import { passwordSchema } from '../../users/password-schema.ts';
import type { RegistrationMarks } from '../../users/registration-mark.ts';
import type { ChangePassword } from './change-password.ts';
import { passwordBreached, passwordReused, passwordTooWeak } from './errors.ts';
import type { LogIn } from './log-in.ts';
import { newPasswordBody } from './password-schemas.ts';

export type PasswordRoutesDeps = AuthenticateDeps<SignedIn> &
  LimitDeps & {
    logIn: LogIn;
    changePassword: ChangePassword;
    browser: Browser;
    registrationMarks: RegistrationMarks;
  };

const name = z.string().min(1).max(254);
const loginBody = z
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

const changeBody = newPasswordBody({ old_password: passwordSchema });

const changeAnswer = tokenAnswer.extend(messageAnswer.shape).meta({ id: 'PasswordChanged' });

const signInErrors = [
  rateLimited,
  accountDisabled,
  accountLocked,
  emailNotVerified,
  storageUnavailable,
];
const loginDoc = describeRoute({
  operationId: 'logIn',
  summary: 'Sign in with a password',
  description:
    'Answers tokens, or asks for the code that was just mailed. Five failures in a row lock a name for half an hour.',
  tag: 'Sign-in',
  answer: {
    status: 200,
    description: 'Signed in, or half-way.',
    schema: z.union([tokenAnswer, secondStepAnswer]),
  },
  errors: [invalidCredentials, ...signInErrors],
  examples: {
    browser: {
      summary: 'From a browser: the refresh token is a cookie',
      fields: ['email', 'password'],
      body: { remember_me: true },
    },
    client: {
      summary: 'From a client that keeps its tokens itself',
      fields: ['email_or_username', 'password', 'device_name'],
      body: { token_delivery: 'body' },
      answer: tokenAnswerInBody,
    },
    second_factor: {
      summary: 'Of somebody with a second step: the code goes to `login/otp-verify`',
      fields: ['username', 'password'],
      answer: secondStepAnswer,
    },
  },
});
const changeDoc = describeRoute({
  operationId: 'changePassword',
  summary: 'Change the password',
  description: 'Ends all other sessions and answers fresh tokens for this one.',
  tag: 'Account',
  security: 'access_token',
  answer: {
    status: 200,
    description: 'Changed.',
    schema: changeAnswer,
    example: { message: 'Your password is changed.' },
  },
  examples: {
    client: {
      summary: 'From a client that keeps its tokens itself',
      answer: changeAnswer.required(tokensInBody),
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
/** `/api/v1/auth`: signing in with a password, and changing it. */
export const passwordRoutes = (provide: (c: Context) => PasswordRoutesDeps) => {
  return new Hono({ strict: false })
    .post(
      '/login',
      loginDoc,
      limitByAddress(provide, 'login', { overlap: true }),
      validate('json', loginBody),
      limitByName(provide, 'login_name', nameOfBody, { overlap: true }),
      async (c) => {
        const body = c.req.valid('json');
        const result = await provide(c).logIn({
          identifier: body.email_or_username ?? body.email ?? body.username ?? '',
          password: body.password,
          marked: provide(c).registrationMarks.verify(readRegistrationCookie(c)),
          ...signInOptionsOf(c, body),
        });
        return c.json(answerSignIn(c, result, provide(c).browser), 200);
      },
    )
    .post(
      '/password/change',
      changeDoc,
      authenticate(provide, limitByUser(provide, 'password_change')),
      validate('json', changeBody),
      async (c) => {
        const { old_password: oldPassword, new_password: newPassword } = c.req.valid('json');
        const { user, claims } = c.var.principal;
        const changed = await provide(c).changePassword({
          user,
          sessionId: claims.sid,
          oldPassword,
          newPassword,
          client: clientInfo(c),
        });
        const answer = deliverSignIn(c, changed, provide(c).browser, {
          byCookie: bearerToken(c) === null,
        });
        return c.json({ ...answer, message: 'Your password is changed.' }, 200);
      },
    );
};
