import { type Context, Hono } from 'hono';
import * as z from 'zod';
import { type AuthenticateDeps, authenticate } from '../../http/authenticate.ts';
import { clientInfo } from '../../http/client-info.ts';
import { describeRoute, validate } from '../../http/contract.ts';
import { readDeviceCookie } from '../../http/cookies.ts';
import { csrfFailed } from '../../http/csrf.ts';
import { messageAnswer } from '../../http/message.ts';
import { rateLimited } from '../../limits/errors.ts';
import { admitUser, type LimitDeps, limitByAddress, limitByName } from '../../limits/limit.ts';
import { otpInvalid } from '../../one-time-secrets/errors.ts';
import { codeSchema } from '../../one-time-secrets/schemas.ts';
import {
  accountDisabled,
  accountLocked,
  emailNotVerified,
  invalidCredentials,
  signInOvertaken,
} from '../../sessions/errors.ts';
import type { IssuedTokens } from '../../sessions/issue-tokens.ts';
import type { SignedIn } from '../../sessions/resolve-principal.ts';
import { deviceNameSchema, tokenDeliverySchema } from '../../sessions/sign-in-options.ts';
import {
  type Browser,
  deliverSignIn,
  tokenAnswer,
  tokenAnswerInBody,
  tokensInBody,
} from '../../sessions/token-answer.ts';
import { SECOND } from '../../shared/clock.ts';
import { storageUnavailable } from '../../shared/errors.ts';
import { tokenErrors } from '../../tokens/errors.ts';
import { EXAMPLE_TOKENS } from '../../tokens/example-tokens.ts';
import { usernameTaken } from '../../users/errors.ts';
import { emailSchema, nameOfBody, usernameSchema } from '../../users/identifiers.ts';
import { passwordSchema } from '../../users/password-schema.ts';
import { personNameSchema, timezoneSchema } from '../../users/profile-schemas.ts';
import type { User } from '../../users/user.ts';
import { toUserView, userView } from '../../users/user-view.ts';
import type { ChangePassword } from './change-password.ts';
import { passwordBreached, passwordReused, passwordTooWeak } from './errors.ts';
import type { LogIn } from './log-in.ts';
import { newPasswordBody } from './password-schemas.ts';
import type { Register } from './register.ts';
import type { SetSecondFactor } from './set-second-factor.ts';
import type { VerifySecondFactor } from './verify-second-factor.ts';

export type PasswordRoutesDeps = AuthenticateDeps<SignedIn> &
  LimitDeps & {
    register: Register;
    logIn: LogIn;
    verifySecondFactor: VerifySecondFactor;
    changePassword: ChangePassword;
    setSecondFactor: SetSecondFactor;
    browser: Browser;
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

const mfaTokenSchema = z
  .string()
  .min(1)
  .max(4096)
  .meta({ examples: [EXAMPLE_TOKENS.secondFactor] });
const secondFactorBody = z
  .object({ otp: codeSchema, mfa_token: mfaTokenSchema.optional(), email: emailSchema.optional() })
  .refine((body) => body.mfa_token !== undefined || body.email !== undefined, {
    path: ['mfa_token'],
    message: 'Send `mfa_token` or `email`.',
  });

const mfaBody = z.object({ enabled: z.boolean(), password: passwordSchema });
const changeBody = newPasswordBody({ old_password: passwordSchema });

const changeAnswer = tokenAnswer.extend(messageAnswer.shape).meta({ id: 'PasswordChanged' });

const secondFactorAnswer = z
  .object({
    otp_required: z.literal(true),
    mfa_token: mfaTokenSchema,
    methods: z.array(z.literal('email_otp')),
    expires_in: z.int().meta({ examples: [300] }),
    message: z.string().meta({ examples: ['A code is on its way to your mailbox.'] }),
  })
  .meta({ id: 'SecondFactorRequired' });

const signInErrors = [
  rateLimited,
  accountDisabled,
  accountLocked,
  emailNotVerified,
  storageUnavailable,
];
const registerDoc = describeRoute({
  summary: 'Register',
  description: 'Answers a taken address like a free one; its owner gets a mail.',
  tag: 'Sign-up',
  answer: {
    status: 201,
    description: 'Look into your mailbox.',
    schema: messageAnswer
      .extend({ user_id: z.uuid(), email: z.string().meta({ examples: ['ada@example.com'] }) })
      .meta({ id: 'Registered' }),
  },
  errors: [passwordTooWeak, passwordBreached, usernameTaken, rateLimited, storageUnavailable],
});
const loginDoc = describeRoute({
  summary: 'Sign in with a password',
  description:
    'Answers tokens, or asks for the code that was just mailed. Five failures in a row lock a name for half an hour.',
  tag: 'Sign-in',
  answer: {
    status: 200,
    description: 'Signed in, or half-way.',
    schema: z.union([tokenAnswer, secondFactorAnswer]),
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
      answer: secondFactorAnswer,
    },
  },
});
const secondFactorDoc = describeRoute({
  summary: 'Finish a sign-in with the mailed code',
  tag: 'Sign-in',
  answer: { status: 200, description: 'Signed in.', schema: tokenAnswer },
  errors: [otpInvalid, signInOvertaken, ...signInErrors],
  examples: {
    token: { summary: 'With the token of the first step', fields: ['otp', 'mfa_token'] },
    address: { summary: 'With the address alone', fields: ['otp', 'email'] },
  },
});
const changeDoc = describeRoute({
  summary: 'Change the password',
  description: 'Ends all other sessions and answers fresh tokens for this one.',
  tag: 'Account',
  security: 'access_token',
  answer: { status: 200, description: 'Changed.', schema: changeAnswer },
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
  summary: 'Switch two-step sign-in on or off',
  tag: 'Account',
  security: 'access_token',
  answer: { status: 200, description: 'The user as they are now.', schema: userView },
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
  const deliver = (c: Context, signIn: { tokens: IssuedTokens; user: User }) =>
    deliverSignIn(c, signIn, provide(c).browser);

  return new Hono({ strict: false })
    .post(
      '/register',
      registerDoc,
      limitByAddress(provide, 'register'),
      validate('json', registerBody),
      async (c) => {
        const { userId, email } = await provide(c).register({
          ...toRegistration(c.req.valid('json')),
          client: clientInfo(c),
        });
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
        const deviceCookieOf = (userId: string) => readDeviceCookie(c, userId);
        const result = await provide(c).logIn({
          ...toLogIn(c.req.valid('json')),
          deviceCookieOf,
          admission: c.var.admission,
          client: clientInfo(c),
        });
        if (result.kind === 'session') return c.json(deliver(c, result), 200);
        return c.json(toSecondFactor(result), 200);
      },
    )
    .post(
      '/login/otp-verify',
      secondFactorDoc,
      validate('json', secondFactorBody),
      limitByName(provide, 'second_factor_name', nameOfBody, { overlap: true }),
      async (c) => {
        const { otp: code, mfa_token: mfaToken = null, email = '' } = c.req.valid('json');
        return c.json(
          deliver(
            c,
            await provide(c).verifySecondFactor({
              code,
              mfaToken,
              email,
              admission: c.var.admission,
              client: clientInfo(c),
            }),
          ),
          200,
        );
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
        return c.json({ ...deliver(c, changed), message: 'Your password is changed.' }, 200);
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

function toLogIn(body: z.output<typeof loginBody>) {
  return {
    identifier: body.email_or_username ?? body.email ?? body.username ?? '',
    password: body.password,
    remember: body.remember_me,
    deviceName: body.device_name ?? null,
    delivery: body.token_delivery,
  };
}

function toSecondFactor({
  mfaToken,
  expiresIn,
}: {
  mfaToken: string;
  expiresIn: number;
}): z.infer<typeof secondFactorAnswer> {
  const message = 'A code is on its way to your mailbox.';
  return {
    otp_required: true,
    mfa_token: mfaToken,
    methods: ['email_otp'],
    expires_in: Math.floor(expiresIn / SECOND),
    message,
  };
}
