import * as z from 'zod';
import { describeRoute } from '../http/contract.ts';
import { csrfFailed } from '../http/csrf.ts';
import { rateLimited } from '../limits/errors.ts';
import { accountLocked, invalidCredentials } from '../sessions/errors.ts';
import { storageUnavailable } from '../shared/errors.ts';
import { tokenErrors } from '../tokens/errors.ts';
import { passwordSchema } from '../users/password-schema.ts';
import { userView } from '../users/user-view.ts';

export const mfaBody = z.object({ enabled: z.boolean(), password: passwordSchema });
export const mfaDoc = describeRoute({
  operationId: 'setMailedSecondStep',
  summary: 'Switch two-step sign-in on or off',
  description:
    'When on, a sign-in by password also requires a mailed code, and one by mailed code the password.',
  tag: 'Account',
  security: 'access_token',
  answer: {
    status: 200,
    description: 'The user as they are now.',
    schema: userView,
    example: { mfa_enabled: true },
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
