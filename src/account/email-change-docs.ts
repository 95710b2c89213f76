import * as z from 'zod';
import { describeRoute } from '../http/contract.ts';
import { csrfFailed } from '../http/csrf.ts';
import { messageAnswer } from '../http/message.ts';
import { rateLimited } from '../limits/errors.ts';
import { secretInvalid } from '../one-time-secrets/errors.ts';
import { exampleLinkToken, linkTokenSchema } from '../one-time-secrets/schemas.ts';
import { accountLocked, invalidCredentials } from '../sessions/errors.ts';
import { storageUnavailable } from '../shared/errors.ts';
import { tokenErrors } from '../tokens/errors.ts';
import { emailSchema } from '../users/identifiers.ts';
import { passwordSchema } from '../users/password-schema.ts';
import { emailChangeSecret } from './email-change.ts';

export const requestBody = z.object({
  new_email: emailSchema.meta({ examples: ['ada@example.net'] }),
  password: passwordSchema,
});
export const confirmBody = z.object({
  token: linkTokenSchema.meta({ examples: [exampleLinkToken(emailChangeSecret.prefix)] }),
});

export const requestDoc = describeRoute({
  operationId: 'requestEmailChange',
  summary: 'Change my email address',
  description:
    'Mails a link to the new address, and a notice to the current one with a link that undoes ' +
    'the change and is valid for 72 hours. ' +
    'The response is the same whether or not the new address is taken.',
  tag: 'Account',
  security: 'access_token',
  answer: {
    status: 200,
    description: 'The mail is on its way.',
    schema: messageAnswer,
    example: { message: 'Check the inbox of the new address to confirm it.' },
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
export const confirmDoc = describeRoute({
  operationId: 'confirmEmailChange',
  summary: 'Confirm my new email address',
  description: 'Takes the token of the mailed link.',
  tag: 'Account',
  answer: {
    status: 200,
    description: 'Changed.',
    schema: messageAnswer,
    example: { message: 'Your email address has changed.' },
  },
  errors: [secretInvalid, rateLimited, storageUnavailable],
});
