import * as z from 'zod';
import { describeRoute } from '../http/contract.ts';
import { invalidClient } from '../http/oauth-error.ts';
import { tokenSchema } from '../http/token-schema.ts';
import { rateLimited } from '../limits/errors.ts';
import { storageUnavailable } from '../shared/errors.ts';
import { once } from '../shared/once.ts';
import { EXAMPLE_TOKENS } from '../tokens/example-tokens.ts';
import { activeToken, inactiveToken, introspection } from './introspect-token.ts';

/** The context key of the client's id. */
export const CLIENT = 'client';

export const body = z.object({
  token: tokenSchema.meta({ examples: [EXAMPLE_TOKENS.refresh] }),
  token_type_hint: z
    .string()
    .max(64)
    .optional()
    .meta({ examples: ['refresh_token'] }),
});

export const revokeDoc = describeRoute({
  operationId: 'revokeToken',
  summary: 'Revoke a token (RFC 7009)',
  description: [
    'A refresh token ends its session; an access token is rejected until it would have expired.',
    'Accepts JSON or a form, from a client or from any holder of the token.',
    'Tokens of an OAuth client are revoked by that client, as at `/oauth/revoke`.',
  ].join(' '),
  tag: 'Tokens',
  security: 'optional_client',
  answer: {
    status: 200,
    description: 'The token is no longer valid, or never was.',
    schema: once(() => z.object({})),
  },
  errors: [invalidClient, rateLimited, storageUnavailable],
});
export const introspectDoc = describeRoute({
  operationId: 'introspectToken',
  summary: 'Introspect a token (RFC 7662)',
  description:
    'For resource servers, by HTTP Basic or `client_id` and `client_secret`. Takes JSON or a form. ' +
    'A registered OAuth client sees what `/oauth/introspect` tells it.',
  tag: 'Tokens',
  security: 'client',
  answer: { status: 200, description: 'The state of the token.', schema: introspection },
  examples: {
    good: {
      summary: 'A valid token',
      body: { token: EXAMPLE_TOKENS.access, token_type_hint: 'access_token' },
      answer: activeToken,
    },
    dead: {
      summary: 'An invalid token',
      body: { token: 'revoked-or-never-issued' },
      answer: inactiveToken,
    },
  },
  errors: [invalidClient, rateLimited, storageUnavailable],
});
