import { type Context, Hono } from 'hono';
import * as z from 'zod';
import { clientInfo } from '../http/client-info.ts';
import { describeRoute, validate } from '../http/contract.ts';
import { messageAnswer } from '../http/message.ts';
import { writeRegistrationCookie } from '../http/registration-cookie.ts';
import { rateLimited } from '../limits/errors.ts';
import { type LimitDeps, limitByAddress } from '../limits/limit.ts';
import { passwordBreached, passwordTooWeak } from '../methods/password/errors.ts';
import { storageUnavailable } from '../shared/errors.ts';
import { usernameTaken } from '../users/errors.ts';
import { emailSchema, usernameSchema } from '../users/identifiers.ts';
import { passwordSchema } from '../users/password-schema.ts';
import { localeSchema, personNameSchema, timezoneSchema } from '../users/profile-schemas.ts';
import type { RegistrationMarks } from '../users/registration-mark.ts';
import type { Register } from './register.ts';

export type SignUpRoutesDeps = LimitDeps & {
  register: Register;
  registrationMarks: RegistrationMarks;
  /** How long a browser is remembered as the one that registered, in milliseconds. */
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
    locale: localeSchema.or(z.literal('')).optional(),
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
      message: 'The two passwords do not match.',
    },
  );

const REGISTERED = 'Check your inbox to verify your email address.';

const registerDoc = describeRoute({
  operationId: 'register',
  summary: 'Create an account',
  description: [
    'Responds to a taken address as to a free one; its owner gets an email.',
    'Sets a cookie by which `email/verify` recognizes the browser that chose the password.',
    'A username is reserved only once the account is verified.',
  ].join(' '),
  tag: 'Sign-up',
  answer: {
    status: 201,
    description: 'A verification email is on its way.',
    schema: messageAnswer
      .extend({ user_id: z.uuid(), email: z.string().meta({ examples: ['ada@example.com'] }) })
      .meta({ id: 'Registered' }),
    example: { message: REGISTERED },
  },
  errors: [passwordTooWeak, passwordBreached, usernameTaken, rateLimited, storageUnavailable],
});
/** `/api/v1/auth/register`. */
export const signUpRoutes = (provide: (c: Context) => SignUpRoutesDeps) =>
  new Hono({ strict: false }).post(
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
      return c.json({ message: REGISTERED, user_id: userId, email }, 201);
    },
  );

function toRegistration(body: z.output<typeof registerBody>) {
  return {
    email: body.email,
    password: body.password,
    username: body.username ?? null,
    firstName: body.first_name,
    lastName: body.last_name,
    displayName: body.display_name,
    timezone: body.timezone,
    locale: body.locale || null,
    termsAccepted: body.terms_accepted,
    privacyPolicyAccepted: body.privacy_policy_accepted,
  };
}
