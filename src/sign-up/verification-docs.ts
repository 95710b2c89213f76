import * as z from 'zod';
import { describeRoute } from '../http/contract.ts';
import { messageAnswer } from '../http/message.ts';
import { rateLimited } from '../limits/errors.ts';
import { otpInvalid, secretInvalid } from '../one-time-secrets/errors.ts';
import { codeSchema, exampleLinkToken, linkTokenSchema } from '../one-time-secrets/schemas.ts';
import { invalidCredentials } from '../sessions/errors.ts';
import { storageUnavailable } from '../shared/errors.ts';
import { once } from '../shared/once.ts';
import { emailSchema } from '../users/identifiers.ts';
import { passwordSchema } from '../users/password-schema.ts';
import { verificationSecret } from './verification-secret.ts';

export const verifyBody = z
  .object({
    token: linkTokenSchema
      .meta({ examples: [exampleLinkToken(verificationSecret.prefix)] })
      .optional(),
    email: emailSchema.optional(),
    otp: codeSchema.optional(),
    password: passwordSchema
      .optional()
      .describe('The password chosen at registration; sending it keeps it, from any browser.'),
  })
  .refine(
    (body) => body.token !== undefined || (body.email !== undefined && body.otp !== undefined),
    {
      path: ['token'],
      message: 'Send `token`, or `email` and `otp`.',
    },
  );
export const resendBody = z.object({ email: emailSchema });

const provedAnswer = once(() =>
  messageAnswer().extend({
    username: z
      .null()
      .optional()
      .describe('Present if the username is lost: another account with it was verified first.'),
    username_taken: z.literal(true).optional().describe('Present with `username: null`.'),
  }),
);
const verifiedAnswer = once(() =>
  provedAnswer()
    .extend({ exchange_token: z.string().meta({ examples: [exampleLinkToken('xch')] }) })
    .meta({ id: 'Verified' }),
);
const passwordVoidAnswer = once(() =>
  provedAnswer()
    .extend({
      password_reset_required: z.literal(true),
      reset_token: z
        .string()
        .describe('For `password/reset/confirm`.')
        .meta({ examples: [exampleLinkToken('rst')] }),
    })
    .meta({ id: 'VerifiedWithoutPassword' }),
);

export const VERIFIED = 'Your email address is verified.';

export const verifyDoc = describeRoute({
  operationId: 'verifyEmail',
  summary: 'Verify an email address',
  description: [
    'Verifies by the token of the emailed link, or by address and emailed code.',
    'The password chosen at registration is kept if the registration cookie shows that this',
    'browser registered, if the password is sent, or if the registration that sent the email is',
    'the only one for the address and has never signed in.',
    'The exchange token then signs in once, within 60 seconds.',
    'Otherwise the password may be a stranger’s: it and all sessions are void,',
    'and `reset_token` sets a new password. A wrong password changes nothing.',
  ].join(' '),
  tag: 'Sign-up',
  answer: {
    status: 200,
    description: 'Verified.',
    schema: once(() => z.union([verifiedAnswer(), passwordVoidAnswer()])),
    example: { message: VERIFIED },
  },
  errors: [otpInvalid, secretInvalid, invalidCredentials, rateLimited, storageUnavailable],
  examples: {
    link: { summary: 'With the emailed link', fields: ['token'], answer: verifiedAnswer },
    code: {
      summary: 'With the emailed code, on a different device from the registration',
      fields: ['email', 'otp', 'password'],
      answer: verifiedAnswer,
    },
  },
});
/** The message of another verification mail, whether or not the address needs one. */
export const RESENT = 'If this address needs verification, an email is on its way.';

export const resendDoc = describeRoute({
  operationId: 'resendVerification',
  summary: 'Resend the verification email',
  description: 'Responds the same whether or not the address needs verification.',
  tag: 'Sign-up',
  answer: {
    status: 200,
    description: 'If the address needs verification, an email is on its way.',
    schema: messageAnswer,
    example: { message: RESENT },
  },
  errors: [rateLimited, storageUnavailable],
});
