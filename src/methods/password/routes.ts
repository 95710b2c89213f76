import { type Context, Hono } from 'hono';
import * as z from 'zod';
import { clientInfo } from '../../http/client-info.ts';
import { describeRoute, validate } from '../../http/contract.ts';
import { accountDisabled, emailNotVerified } from '../../sessions/errors.ts';
import { deviceNameSchema, tokenDeliverySchema } from '../../sessions/sign-in-options.ts';
import { deliverSignIn, tokenAnswer } from '../../sessions/token-answer.ts';
import { storageUnavailable } from '../../shared/errors.ts';
import { emailSchema, usernameSchema } from '../../users/identifiers.ts';
import { personNameSchema, timezoneSchema } from '../../users/profile-schemas.ts';
import { invalidCredentials, passwordTooWeak, usernameTaken } from './errors.ts';
import type { LogIn } from './log-in.ts';
import type { Register } from './register.ts';

export type PasswordRoutesDeps = { register: Register; logIn: LogIn };

// Longer than any password the policy takes, so that its complaint is the policy's and not the parser's.
const passwordSchema = z.string().min(1).max(1024);

const registerBody = z
  .object({
    email: emailSchema,
    password: passwordSchema.meta({ examples: ['correct-Horse-7-battery'] }),
    password_confirm: z.string().optional(),
    username: usernameSchema.nullish(),
    first_name: personNameSchema.default(''),
    last_name: personNameSchema.default(''),
    display_name: personNameSchema.default(''),
    timezone: timezoneSchema.default('UTC'),
    terms_accepted: z.boolean().default(false),
    privacy_policy_accepted: z.boolean().default(false),
  })
  .refine((body) => body.password_confirm === undefined || body.password_confirm === body.password, {
    path: ['password_confirm'],
    message: 'The two passwords differ.',
  });

const loginBody = z
  .object({
    email_or_username: z.string().min(1).max(254).optional(),
    email: z.string().min(1).max(254).optional(),
    username: z.string().min(1).max(254).optional(),
    password: passwordSchema,
    remember_me: z.boolean().default(false),
    device_name: deviceNameSchema,
    token_delivery: tokenDeliverySchema,
  })
  .refine((body) => (body.email_or_username ?? body.email ?? body.username) !== undefined, {
    path: ['email_or_username'],
    message: 'Send `email_or_username`, `email` or `username`.',
  });

const registerDoc = describeRoute({
  summary: 'Register',
  description: 'Answers a taken address like a free one; its owner gets a mail.',
  tag: 'Sign-up',
  answer: {
    status: 201,
    description: 'Look into your mailbox.',
    schema: z.object({
      message: z.string(),
      user_id: z.uuid(),
      email: z.string(),
    }),
  },
  errors: [passwordTooWeak, usernameTaken, storageUnavailable],
});
const loginDoc = describeRoute({
  summary: 'Sign in with a password',
  tag: 'Sign-in',
  answer: { status: 200, description: 'Signed in.', schema: tokenAnswer },
  errors: [invalidCredentials, accountDisabled, emailNotVerified, storageUnavailable],
});

/** `/api/v1/auth`: registering and signing in with a password. */
export const passwordRoutes = (provide: (c: Context) => PasswordRoutesDeps) =>
  new Hono({ strict: false })
    .post('/register', registerDoc, validate('json', registerBody), async (c) => {
      const { userId, email } = await provide(c).register({
        ...toRegistration(c.req.valid('json')),
        client: clientInfo(c),
      });
      return c.json(
        {
          message: 'Look into your mailbox to verify your address.',
          user_id: userId,
          email,
        },
        201,
      );
    })
    .post('/login', loginDoc, validate('json', loginBody), async (c) => {
      const signIn = await provide(c).logIn({
        ...toLogIn(c.req.valid('json')),
        client: clientInfo(c),
      });
      return c.json(deliverSignIn(c, signIn), 200);
    });

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
