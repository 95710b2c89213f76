import * as z from 'zod';
import { describeRoute } from '../http/contract.ts';
import { messageAnswer } from '../http/message.ts';
import { rateLimited } from '../limits/errors.ts';
import { otpInvalid, secretInvalid } from '../one-time-secrets/errors.ts';
import { codeSchema, exampleLinkToken, linkTokenSchema } from '../one-time-secrets/schemas.ts';
import { invalidCredentials } from '../sessions/errors.ts';
import { storageUnavailable } from '../shared/errors.ts';
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
      .describe('The one that was chosen at registration: so it stays, from any browser.'),
  })
  .refine(
    (body) => body.token !== undefined || (body.email !== undefined && body.otp !== undefined),
    {
      path: ['token'],
      message: 'Send `token`, or `email` and `otp`.',
    },
  );
export const resendBody = z.object({ email: emailSchema });

const provedAnswer = messageAnswer.extend({
  username: z
    .null()
    .optional()
    .describe('Present if the username is gone: another account has proved its address first.'),
  username_taken: z.literal(true).optional().describe('Present with `username: null`.'),
});
const verifiedAnswer = provedAnswer
  .extend({ exchange_token: z.string().meta({ examples: [exampleLinkToken('xch')] }) })
  .meta({ id: 'Verified' });
const passwordVoidAnswer = provedAnswer
  .extend({
    password_reset_required: z.literal(true),
    reset_token: z
      .string()
      .describe('For `password/reset/confirm`.')
      .meta({ examples: [exampleLinkToken('rst')] }),
  })
  .meta({ id: 'VerifiedWithoutPassword' });

export const verifyDoc = describeRoute({
  operationId: 'verifyEmail',
  summary: 'Verify an e-mail address',
  description:
    'By the token of the mailed link, or by address and mailed code. The password of the registration stays if this browser registered (by its cookie), if it is sent along, or if the registration that mailed this is the only one and nobody has signed in; then the exchange token signs in once, within 60 seconds. Otherwise it may be a stranger’s: password and sessions are void, and `reset_token` sets a new one. A wrong password changes nothing.',
  tag: 'Sign-up',
  answer: {
    status: 200,
    description: 'Verified.',
    schema: z.union([verifiedAnswer, passwordVoidAnswer]),
    example: { message: 'Your address is verified.' },
  },
  errors: [otpInvalid, secretInvalid, invalidCredentials, rateLimited, storageUnavailable],
  examples: {
    link: { summary: 'By the mailed link', fields: ['token'], answer: verifiedAnswer },
    code: {
      summary: 'By the mailed code, from another device than the registration',
      fields: ['email', 'otp', 'password'],
      answer: verifiedAnswer,
    },
  },
});
export const resendDoc = describeRoute({
  operationId: 'resendVerification',
  summary: 'Mail the verification again',
  description: 'Answers alike whether or not the address waits for a verification.',
  tag: 'Sign-up',
  answer: {
    status: 200,
    description: 'If there is something to verify, a mail is on its way.',
    schema: messageAnswer,
    example: { message: 'If this address waits for a verification, a mail is on its way.' },
  },
  errors: [rateLimited, storageUnavailable],
});
