import * as z from 'zod';
import { describeRoute } from '../http/contract.ts';
import { csrfFailed } from '../http/csrf.ts';
import { notFound } from '../http/errors.ts';
import { EXAMPLE_IDS } from '../http/example-values.ts';
import { idSchema } from '../http/id-schema.ts';
import { messageAnswer } from '../http/message.ts';
import { rateLimited } from '../limits/errors.ts';
import {
  accountDisabled,
  accountLocked,
  emailNotVerified,
  signInOvertaken,
} from '../sessions/errors.ts';
import { storageUnavailable } from '../shared/errors.ts';
import { once } from '../shared/once.ts';
import { tokenErrors } from '../tokens/errors.ts';
import { factorMissing, factorNeeded } from './errors.ts';
import { factorList } from './list-factors.ts';

const errors = [...tokenErrors, rateLimited, storageUnavailable];
/** Errors of every route that changes factors. */
export const factorErrors = [...errors, csrfFailed];
/** Errors of what an `mfa_token` is taken for: the sign-in that it completes may be refused. */
export const enrolmentErrors = [signInOvertaken, accountDisabled, accountLocked, emailNotVerified];

export const factorParam = z.object({ id: idSchema.meta({ examples: [EXAMPLE_IDS.factor] }) });

/** Recovery codes as they are shown. */
export const recoveryCodesSchema = once(() =>
  z
    .array(z.string())
    .describe('Ten codes, each good for one sign-in without the device. Shown once.')
    .meta({ examples: [['7HQM-2X9B-K4TD-W3ZN-1CEF-86JM', 'B8YC-R6VJ-0FGA-5SPE-MX30-TQ7W']] }),
);

export const listDoc = describeRoute({
  operationId: 'listFactors',
  summary: 'List my second factors',
  description: 'Authenticator apps and passkeys, and how many recovery codes are left.',
  tag: 'Account',
  security: 'access_token',
  answer: { status: 200, description: 'The factors, oldest first.', schema: factorList },
  errors,
});

export const recoveryCodesDoc = describeRoute({
  operationId: 'replaceRecoveryCodes',
  summary: 'Make new recovery codes',
  description: 'The older ones are void at once.',
  tag: 'Account',
  security: 'access_token',
  answer: {
    status: 200,
    description: 'The new codes, shown once.',
    schema: once(() => z.object({ recovery_codes: recoveryCodesSchema() })),
  },
  errors: [...factorErrors, factorMissing],
});

export const removeDoc = describeRoute({
  operationId: 'removeFactor',
  summary: 'Remove a second factor',
  description: [
    'An authenticator app or a passkey; the last one takes the recovery codes along.',
    'Returns the same 404 for factors of other users as for unknown ids.',
  ].join(' '),
  tag: 'Account',
  security: 'access_token',
  answer: {
    status: 200,
    description: 'Removed.',
    schema: messageAnswer,
    example: { message: 'The factor was removed.' },
  },
  errors: [...factorErrors, notFound, factorNeeded],
});
