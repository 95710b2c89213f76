import * as z from 'zod';
import { describeRoute } from '../http/contract.ts';
import { csrfFailed } from '../http/csrf.ts';
import { forbidden } from '../http/errors.ts';
import { messageAnswer } from '../http/message.ts';
import { rateLimited } from '../limits/errors.ts';
import { accountLocked, invalidCredentials } from '../sessions/errors.ts';
import { storageUnavailable } from '../shared/errors.ts';
import { reauthenticationRequired } from '../step-up/fresh-proof.ts';
import { tokenErrors } from '../tokens/errors.ts';
import { passwordSchema } from '../users/password-schema.ts';
import { accountExport } from './account-export.ts';

export const eraseBody = z.object({
  password: passwordSchema
    .optional()
    .describe('Makes up for a fresh proof, unless the account has a passkey or authenticator app.'),
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
    'Audit events stay, without personal data. ' +
    'Requires the password, or a sign-in or a `step-up` within the last ten minutes.',
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
    reauthenticationRequired,
    storageUnavailable,
  ],
});
