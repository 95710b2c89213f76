import * as z from 'zod';
import { describeRoute } from '../http/contract.ts';
import { messageAnswer } from '../http/message.ts';
import { rateLimited } from '../limits/errors.ts';
import { passwordBreached, passwordTooWeak } from '../methods/password/errors.ts';
import { storageUnavailable } from '../shared/errors.ts';
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
    (body) => body.password_confirm === undefined || body.password_confirm === body.password,
    {
      path: ['password_confirm'],
      message: 'The two passwords differ.',
    },
  );

export const registerDoc = describeRoute({
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
