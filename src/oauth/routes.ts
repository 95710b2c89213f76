import { type Context, Hono, type MiddlewareHandler } from 'hono';
import * as z from 'zod';
import { clientInfo } from '../http/client-info.ts';
import { describeRoute } from '../http/contract.ts';
import { validateForm } from '../http/form.ts';
import { invalidClient, oauthForForms } from '../http/oauth-error.ts';
import { tokenSchema } from '../http/token-schema.ts';
import { rateLimited } from '../limits/errors.ts';
import { enforceShield, type LimitDeps, limitBy, limitByAddress } from '../limits/limit.ts';
import { storageUnavailable } from '../shared/errors.ts';
import { EXAMPLE_TOKENS } from '../tokens/example-tokens.ts';
import { type ClientCredentials, findClient } from './client-credentials.ts';
import {
  activeToken,
  type IntrospectToken,
  inactiveToken,
  introspection,
} from './introspect-token.ts';
import type { RevokeToken } from './revoke-token.ts';

export type OauthRoutesDeps = LimitDeps & {
  revokeToken: RevokeToken;
  introspectToken: IntrospectToken;
  introspectionClients: ClientCredentials[];
};

/** The context key of the client's id. */
const CLIENT = 'client';

const body = z.object({
  token: tokenSchema.meta({ examples: [EXAMPLE_TOKENS.refresh] }),
  token_type_hint: z
    .string()
    .max(64)
    .optional()
    .meta({ examples: ['refresh_token'] }),
});

const revokeDoc = describeRoute({
  operationId: 'revokeToken',
  summary: 'Revoke a token (RFC 7009)',
  description: [
    'A refresh token ends its session; an access token is rejected until it would have expired.',
    'Accepts JSON or a form, from a client or from any holder of the token.',
  ].join(' '),
  tag: 'Tokens',
  security: 'optional_client',
  answer: {
    status: 200,
    description: 'The token is no longer valid, or never was.',
    schema: z.object({}),
  },
  errors: [invalidClient, rateLimited, storageUnavailable],
});
const introspectDoc = describeRoute({
  operationId: 'introspectToken',
  summary: 'Introspect a token (RFC 7662)',
  description: [
    'For resource servers, with HTTP Basic or with `client_id` and `client_secret` in the form.',
    'Accepts JSON or a form.',
  ].join(' '),
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

/** `/api/v1/auth`: the token routes of OAuth 2.0. */
export const oauthRoutes = (provide: (c: Context) => OauthRoutesDeps) =>
  new Hono({ strict: false })
    .post(
      '/token/revoke',
      revokeDoc,
      oauthForForms,
      limitByAddress(provide, 'token_revoke'),
      requireClient(provide, { optional: true }),
      validateForm(body),
      async (c) => {
        await provide(c).revokeToken({ token: c.req.valid('json').token, client: clientInfo(c) });
        return c.json({}, 200);
      },
    )
    .post(
      '/token/introspect',
      introspectDoc,
      oauthForForms,
      requireClient(provide, { shieldsItself: true }),
      limitBy(provide, 'introspect', 'client', (c) => [c.get(CLIENT) as string]),
      validateForm(body),
      async (c) => c.json(await provide(c).introspectToken(c.req.valid('json').token), 200),
    );

// Runs before the token is read, so unknown clients learn nothing about it. `shieldsItself` is for
// a route that `shieldAll` leaves out; on any other the request is already counted.
function requireClient(
  provide: (c: Context) => OauthRoutesDeps,
  { optional = false, shieldsItself = false } = {},
): MiddlewareHandler {
  return async (c, next) => {
    const client = await findClient(c, provide(c).introspectionClients);
    if (client === 'unknown' || (client === 'none' && !optional)) {
      if (shieldsItself) await enforceShield(c, provide(c));
      throw invalidClient({ headers: { 'WWW-Authenticate': 'Basic realm="clients"' } });
    }
    if (client !== 'none') c.set(CLIENT, client.id);
    await next();
  };
}
