import { type Context, Hono } from 'hono';
import * as z from 'zod';
import { type AuthenticateDeps, authenticate } from '../../http/authenticate.ts';
import { bearerToken } from '../../http/bearer-token.ts';
import { clientInfo } from '../../http/client-info.ts';
import { describeRoute, validate } from '../../http/contract.ts';
import { csrfFailed } from '../../http/csrf.ts';
import { messageAnswer } from '../../http/message.ts';
import { readRegistrationCookie, writeRegistrationCookie } from '../../http/registration-cookie.ts';
import { rateLimited } from '../../limits/errors.ts';
import { admitUser, type LimitDeps, limitByAddress, limitByName } from '../../limits/limit.ts';
import { answerSignIn, secondStepAnswer } from '../../second-step/answer.ts';
import {
  accountDisabled,
  accountLocked,
  emailNotVerified,
  invalidCredentials,
} from '../../sessions/errors.ts';
import type { SignedIn } from '../../sessions/resolve-principal.ts';
import {
  deliveryOf,
  deviceNameSchema,
  tokenDeliverySchema,
} from '../../sessions/sign-in-options.ts';
import {
  type Browser,
  deliverSignIn,
  tokenAnswer,
  tokenAnswerInBody,
  tokensInBody,
} from '../../sessions/token-answer.ts';
import { storageUnavailable } from '../../shared/errors.ts';
import { tokenErrors } from '../../tokens/errors.ts';
import { usernameTaken } from '../../users/errors.ts';
import { emailSchema, nameOfBody, usernameSchema } from '../../users/identifiers.ts';
import { passwordSchema } from '../../users/password-schema.ts';
import { personNameSchema, timezoneSchema } from '../../users/profile-schemas.ts';
import type { RegistrationMarks } from '../../users/registration-mark.ts';
import { toUserView, userView } from '../../users/user-view.ts';
import type { ChangePassword } from './change-password.ts';
import { passwordBreached, passwordReused, passwordTooWeak } from './errors.ts';
import type { LogIn } from './log-in.ts';
import { newPasswordBody } from './password-schemas.ts';
import type { Register } from './register.ts';
import type { SetSecondFactor } from './set-second-factor.ts';

export type PasswordRoutesDeps = AuthenticateDeps<SignedIn> &
  LimitDeps & {
    register: Register;
    logIn: LogIn;
    changePassword: ChangePassword;
    setSecondFactor: SetSecondFactor;
    browser: Browser;
    registrationMarks: RegistrationMarks;
    /** How long a browser is known as the one that registered, in milliseconds. */
    registrationTtl: number;
  };

const registerBody = z
  .object({
    email: emailSchema,
    password: passwordSchema,
    password_confirm: z.string().optional(),
    username: usernameSchema.nullish(),
    first_name: personNameSchema.default('').meta({ examples: ['Ada'] }),
    last_name: personNameSchema.default('').meta({ examples: ['Lovelace'] }),
    display_name: personNameSchema.default(''),
    timezone: timezoneSchema.default('UTC'),
    terms_accepted: z
      .boolean()
      .default(false)
      .meta({ examples: [true] }),
    privacy_policy_accepted: z
      .boolean()
      .default(false)
      .meta({ examples: [true] }),
  })
  .refine(
    (body) => body.password_confirm === undefined || body.password_confirm === body.password,
    {
      path: ['password_confirm'],
      message: 'The two passwords differ.',
    },
  );

const name = z.string().min(1).max(254);
const loginBody = z
  .object({
    email_or_username: name.meta({ examples: ['ada'] }).optional(),
    email: name.meta({ examples: ['ada@example.com'] }).optional(),
    username: name.meta({ examples: ['ada'] }).optional(),
    password: passwordSchema,
    remember_me: z.boolean().default(false),
    device_name: deviceNameSchema,
    token_delivery: tokenDeliverySchema,
  })
  .refine((body) => (body.email_or_username ?? body.email ?? body.username) !== undefined, {
    path: ['email_or_username'],
    message: 'Send `email_or_username`, `email` or `username`.',
  });

const mfaBody = z.object({ enabled: z.boolean(), password: passwordSchema });
const changeBody = newPasswordBody({ old_password: passwordSchema });

const changeAnswer = tokenAnswer.extend(messageAnswer.shape).meta({ id: 'PasswordChanged' });

const signInErrors = [
  rateLimited,
  accountDisabled,
  accountLocked,
  emailNotVerified,
  storageUnavailable,
];
const registerDoc = describeRoute({
  operationId: 'register',
  summary: 'Register',
  description:
    'Answers a taken address like a free one; its owner gets a mail. Sets a cookie by which `email/verify` knows the browser that chose the password. Only a verified account holds a username.',
  tag: 'Sign-up',
  answer: {
    status: 201,
    description: 'Look into your mailbox.',
    schema: messageAnswer
      .extend({ user_id: z.uuid(), email: z.string().meta({ examples: ['ada@example.com'] }) })
      .meta({ id: 'Registered' }),
    example: { message: 'Look into your mailbox to verify your address.' },
  },
  errors: [passwordTooWeak, passwordBreached, usernameTaken, rateLimited, storageUnavailable],
});
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
const mfaDoc = describeRoute({
  operationId: 'setMailedSecondStep',
  summary: 'Switch two-step sign-in on or off',
  description:
    'With it on, a sign-in by password also wants a mailed code, and one by mailed code the password.',
  tag: 'Account',
  security: 'access_token',
  answer: {
    status: 200,
    description: 'The user as they are now.',
    schema: userView,
    example: { mfa_enabled: true },
  },
  errors: [
    ...tokenErrors,
    csrfFailed,
    rateLimited,
    invalidCredentials,
    accountLocked,
    storageUnavailable,
  ],
});

/** `/api/v1/auth`: registering and signing in with a password, and what a signed-in user does with it. */
export const passwordRoutes = (provide: (c: Context) => PasswordRoutesDeps) => {
  return new Hono({ strict: false })
    .post(
      '/register',
      registerDoc,
      limitByAddress(provide, 'register'),
      validate('json', registerBody),
      async (c) => {
        const { register, registrationMarks, registrationTtl } = provide(c);
        const { userId, email } = await register({
          ...toRegistration(c.req.valid('json')),
          client: clientInfo(c),
        });
        writeRegistrationCookie(c, registrationMarks.issue(userId), registrationTtl);
        return c.json(
          { message: 'Look into your mailbox to verify your address.', user_id: userId, email },
          201,
        );
      },
    )
    .post(
      '/login',
      loginDoc,
      limitByAddress(provide, 'login', { overlap: true }),
      validate('json', loginBody),
      limitByName(provide, 'login_name', nameOfBody, { overlap: true }),
      async (c) => {
        const result = await provide(c).logIn({
          ...toLogIn(c, c.req.valid('json')),
          marked: provide(c).registrationMarks.verify(readRegistrationCookie(c)),
          admission: c.var.admission,
          client: clientInfo(c),
        });
        return c.json(answerSignIn(c, result, provide(c).browser), 200);
      },
    )
    .post(
      '/password/change',
      changeDoc,
      authenticate(provide, admitUser(provide, 'password_change')),
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
    )
    .put(
      '/mfa/email',
      mfaDoc,
      authenticate(provide, admitUser(provide, 'second_factor_set')),
      validate('json', mfaBody),
      async (c) => {
        const { user, claims } = c.var.principal;
        const changed = await provide(c).setSecondFactor({
          user,
          sessionId: claims.sid,
          ...c.req.valid('json'),
          client: clientInfo(c),
        });
        return c.json(toUserView(changed), 200);
      },
    );
};

function toRegistration(body: z.output<typeof registerBody>) {
  return {
    email: body.email,
    password: body.password,
    username: body.username ?? null,
    firstName: body.first_name,
    lastName: body.last_name,
    displayName: body.display_name,
    timezone: body.timezone,
    termsAccepted: body.terms_accepted,
    privacyPolicyAccepted: body.privacy_policy_accepted,
  };
}

function toLogIn(c: Context, body: z.output<typeof loginBody>) {
  return {
    identifier: body.email_or_username ?? body.email ?? body.username ?? '',
    password: body.password,
    remember: body.remember_me,
    deviceName: body.device_name ?? null,
    delivery: deliveryOf(c, body.token_delivery),
  };
}
