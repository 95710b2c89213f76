import * as z from 'zod';
import { describeRoute } from '../http/contract.ts';
import { messageAnswer } from '../http/message.ts';
import { rateLimited } from '../limits/errors.ts';
import { passwordBreached, passwordTooWeak } from '../methods/password/errors.ts';
import { storageUnavailable } from '../shared/errors.ts';
import { once } from '../shared/once.ts';
import { usernameTaken } from '../users/errors.ts';
import { emailSchema, usernameSchema } from '../users/identifiers.ts';
import { passwordSchema } from '../users/password-schema.ts';
import { localeSchema, personNameSchema, timezoneSchema } from '../users/profile-schemas.ts';

export const registerBody = z
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
    // biome-ignore lint/plugin/secret-comparison: one person typed both.
    (body) => body.password_confirm === undefined || body.password_confirm === body.password,
    {
      path: ['password_confirm'],
      message: 'The two passwords do not match.',
    },
  );

/** The message of a registration, whether or not the address was free. */
export const REGISTERED = 'Check your inbox to verify your email address.';

export const registerDoc = describeRoute({
  operationId: 'register',
  summary: 'Create an account',
  description: [
    'Responds to a taken address as to a free one.',
    'Sets a cookie by which `email/verify` recognizes the browser that chose the password.',
    'A username is reserved only once the account is verified.',
  ].join(' '),
  tag: 'Sign-up',
  answer: {
    status: 201,
    description: 'Check your inbox.',
    schema: once(() =>
      messageAnswer()
        .extend({ user_id: z.uuid(), email: z.string().meta({ examples: ['ada@example.com'] }) })
        .meta({ id: 'Registered' }),
    ),
    example: { message: REGISTERED },
  },
  errors: [passwordTooWeak, passwordBreached, usernameTaken, rateLimited, storageUnavailable],
});
