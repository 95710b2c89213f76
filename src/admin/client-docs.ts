import * as z from 'zod';
import { describeRoute } from '../http/contract.ts';
import { csrfFailed } from '../http/csrf.ts';
import { forbidden, notFound } from '../http/errors.ts';
import { EXAMPLE_IDS } from '../http/example-values.ts';
import { messageAnswer } from '../http/message.ts';
import { rateLimited } from '../limits/errors.ts';
import { clientView, clientWithSecret } from '../oauth/clients/client-view.ts';
import { clientChanged, clientWithoutSecret } from '../oauth/clients/errors.ts';
import { storageUnavailable } from '../shared/errors.ts';
import { once } from '../shared/once.ts';
import { tokenErrors } from '../tokens/errors.ts';
import { secondFactorRequired } from './require-role.ts';

export const clientParam = z.object({
  client_id: z
    .string()
    .regex(/^[\w.~-]{1,64}$/)
    .meta({ examples: [EXAMPLE_IDS.client] }),
});
export const rotation = z.object({
  keep_previous: z
    .boolean()
    .optional()
    .describe('Whether the former secret stays good until the next rotation; true by default.'),
});

const readErrors = [
  ...tokenErrors,
  forbidden,
  secondFactorRequired,
  rateLimited,
  storageUnavailable,
];
const writeErrors = [...readErrors, csrfFailed];
const common = { tag: 'Administration', security: 'access_token' } as const;

export const listClientsDoc = describeRoute({
  ...common,
  operationId: 'listClients',
  summary: 'List OAuth clients',
  description: 'Oldest first. For staff and admins.',
  answer: {
    status: 200,
    description: 'Every client.',
    schema: once(() => z.object({ clients: z.array(clientView()) })),
  },
  errors: readErrors,
});
export const viewClientDoc = describeRoute({
  ...common,
  operationId: 'getClient',
  summary: 'View an OAuth client',
  description: 'For staff and admins. Secrets are never shown again.',
  answer: { status: 200, description: 'The client.', schema: clientView },
  errors: [...readErrors, notFound],
});
export const registerClientDoc = describeRoute({
  ...common,
  operationId: 'registerClient',
  summary: 'Register an OAuth client',
  description: [
    'In the names of RFC 7591. Redirect URIs are compared exactly, but for the port of a loopback',
    'address: `https`, `http` on `127.0.0.1`, `[::1]` or `localhost`, or a private scheme with a dot.',
    'The `client_secret` is shown this once.',
  ].join(' '),
  answer: { status: 201, description: 'The client.', schema: clientWithSecret },
  errors: writeErrors,
});
export const changeClientDoc = describeRoute({
  ...common,
  operationId: 'changeClient',
  summary: 'Change an OAuth client',
  description: [
    'What is left out stays. `disabled` refuses the client everywhere, within half a minute.',
    'A method that needs a secret gets one, which is shown this once; secrets and keys go with the',
    'method that needs them.',
  ].join(' '),
  answer: { status: 200, description: 'The client.', schema: clientWithSecret },
  errors: [...writeErrors, notFound, clientChanged],
  examples: {
    names: {
      summary: 'Another name, and other URIs',
      fields: ['client_name', 'redirect_uris'],
      answer: clientView,
    },
    secret: {
      summary: 'A public client gets a secret',
      fields: ['token_endpoint_auth_method'],
      body: { token_endpoint_auth_method: 'client_secret_basic' },
      answer: clientWithSecret,
    },
  },
});
export const removeClientDoc = describeRoute({
  ...common,
  operationId: 'removeClient',
  summary: 'Remove an OAuth client',
  description: 'Its grants are refused from then on.',
  answer: {
    status: 200,
    description: 'Removed.',
    schema: messageAnswer,
    example: { message: 'The client has been removed.' },
  },
  errors: [...writeErrors, notFound],
});
export const rotateSecretDoc = describeRoute({
  ...common,
  operationId: 'rotateClientSecret',
  summary: 'Give an OAuth client another secret',
  description:
    'Shown this once. The former one stays good until the next rotation, unless dropped.',
  answer: { status: 200, description: 'The client.', schema: clientWithSecret },
  errors: [...writeErrors, notFound, clientChanged, clientWithoutSecret],
});
