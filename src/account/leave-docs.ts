import * as z from 'zod';
import { describeRoute } from '../http/contract.ts';
import { csrfFailed } from '../http/csrf.ts';
import { forbidden } from '../http/errors.ts';
import { messageAnswer } from '../http/message.ts';
import { rateLimited } from '../limits/errors.ts';
import { otpInvalid } from '../one-time-secrets/errors.ts';
import { codeSchema } from '../one-time-secrets/schemas.ts';
import { accountLocked, invalidCredentials } from '../sessions/errors.ts';
import { storageUnavailable } from '../shared/errors.ts';
import { tokenErrors } from '../tokens/errors.ts';
import { passwordSchema } from '../users/password-schema.ts';
import { accountExport } from './export-account.ts';

export const eraseBody = z
  .object({
    password: passwordSchema.optional(),
    otp: codeSchema
      .optional()
      .describe('A code from `/auth/otp/request`, instead of the password.'),
  })
  .refine((body) => body.password !== undefined || body.otp !== undefined, {
    path: ['password'],
    message: 'Send `password` or `otp`.',
  });

export const exportDoc = describeRoute({
  operationId: 'exportAccount',
  summary: 'Export my data',
  description:
    'Everything stored about the user, as a file. `schema_version` identifies its format.',
  tag: 'Account',
  security: 'access_token',
  answer: { status: 200, description: 'A JSON download.', schema: accountExport },
  errors: [...tokenErrors, rateLimited, storageUnavailable],
});
export const eraseDoc = describeRoute({
  operationId: 'eraseAccount',
  summary: 'Erase my account',
  description:
    'Immediately and permanently erases the user with all sessions, codes and links. ' +
    'Audit events stay, without personal data.',
  tag: 'Account',
  security: 'access_token',
  answer: {
    status: 200,
    description: 'Erased.',
    schema: messageAnswer,
    example: { message: 'Your account has been erased.' },
  },
  examples: { password: { summary: 'With the password', fields: ['password'] } },
  errors: [
    ...tokenErrors,
    csrfFailed,
    rateLimited,
    forbidden,
    invalidCredentials,
    accountLocked,
    otpInvalid,
    storageUnavailable,
  ],
});
