import * as z from 'zod';
import { describeRoute, type RouteDoc } from '../http/contract.ts';
import { csrfFailed } from '../http/csrf.ts';
import { rateLimited } from '../limits/errors.ts';
import { storageUnavailable } from '../shared/errors.ts';
import { reauthenticationRequired } from '../step-up/fresh-proof.ts';
import { tokenErrors } from '../tokens/errors.ts';
import { usernameTaken } from '../users/errors.ts';
import { usernameSchema } from '../users/identifiers.ts';
import { localeSchema, personNameSchema, timezoneSchema } from '../users/profile-schemas.ts';
import { userView } from '../users/user-view.ts';

export const body = z.object({
  first_name: personNameSchema.optional(),
  last_name: personNameSchema.optional(),
  display_name: personNameSchema.optional(),
  timezone: timezoneSchema.optional(),
  locale: localeSchema.or(z.literal('')).optional().describe('Empty clears it.'),
  username: usernameSchema.or(z.literal('')).optional().describe('Empty clears it.'),
  terms_accepted: z
    .boolean()
    .default(false)
    .describe('True records the time of the first acceptance.'),
  privacy_policy_accepted: z
    .boolean()
    .default(false)
    .describe('True records the time of the first acceptance.'),
});

const about = {
  operationId: 'saveProfile',
  summary: 'Change my profile',
  description:
    'Omitted fields stay unchanged. ' +
    'A new `username` requires a sign-in or a `step-up` within the last ten minutes.',
  tag: 'Account',
  security: 'access_token',
  answer: { status: 200, description: 'The updated user.', schema: userView },
  examples: {
    form: {
      summary: 'All form fields',
      fields: ['first_name', 'last_name', 'display_name', 'timezone', 'locale', 'username'],
    },
  },
  errors: [
    ...tokenErrors,
    csrfFailed,
    reauthenticationRequired,
    usernameTaken,
    rateLimited,
    storageUnavailable,
  ],
} satisfies RouteDoc;
export const putDoc = describeRoute(about);
export const patchDoc = describeRoute({
  ...about,
  operationId: 'updateProfile',
  summary: 'Change parts of my profile',
  examples: { part: { summary: 'A single field', fields: ['timezone'] } },
});
