import { type Context, Hono, type MiddlewareHandler } from 'hono';
import * as z from 'zod';
import { clientInfo } from '../http/client-info.ts';
import { describeRoute, validateForm } from '../http/contract.ts';
import { rateLimited } from '../limits/errors.ts';
import { holdShield, type LimitDeps, limitBy, limitByAddress } from '../limits/limit.ts';
import { equalInConstantTime, keyedDigest } from '../shared/digest.ts';
import { defineError, storageUnavailable } from '../shared/errors.ts';
import { EXAMPLE_TOKENS } from '../tokens/example-tokens.ts';
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
  /** Pairs of `id:secret`. */
  introspectionClients: string[];
};

/** Where a request keeps the id of its client. */
const CLIENT = 'client';

const clientUnknown = defineError('invalid_client', 'unauthenticated', 'The client is not known');
const body = z.object({
  token: z
    .string()
    .min(1)
    .max(4096)
    .meta({ examples: [EXAMPLE_TOKENS.refresh] }),
  token_type_hint: z
    .string()
    .max(64)
    .optional()
    .meta({ examples: ['refresh_token'] }),
});

const revokeDoc = describeRoute({
  summary: 'Revoke a token (RFC 7009)',
  description:
    'A refresh token ends its session; an access token is refused until it would have expired. Takes JSON or a form.',
  tag: 'Tokens',
  answer: {
    status: 200,
    description: 'Whatever the token was, it is good no longer.',
    schema: z.object({}),
  },
  errors: [rateLimited, storageUnavailable],
});
const introspectDoc = describeRoute({
  summary: 'Introspect a token (RFC 7662)',
  description: 'For resource servers, with HTTP Basic. Takes JSON or a form.',
  tag: 'Tokens',
  security: 'client',
  answer: { status: 200, description: 'What the token is.', schema: introspection },
  examples: {
    good: { summary: 'A token that is good', answer: activeToken },
    dead: { summary: 'One that is not', body: { token: 'x' }, answer: inactiveToken },
  },
  errors: [clientUnknown, rateLimited, storageUnavailable],
});

/** `/api/v1/auth`: the token routes of OAuth 2.0. */
export const oauthRoutes = (provide: (c: Context) => OauthRoutesDeps) =>
  new Hono({ strict: false })
    .post(
      '/token/revoke',
      revokeDoc,
      limitByAddress(provide, 'token_revoke'),
      validateForm(body),
      async (c) => {
        await provide(c).revokeToken({ token: c.req.valid('json').token, client: clientInfo(c) });
        return c.json({}, 200);
      },
    )
    .post(
      '/token/introspect',
      introspectDoc,
      requireClient(provide),
      limitBy(provide, 'introspect', 'client', (c) => [c.get(CLIENT) as string]),
      validateForm(body),
      async (c) => c.json(await provide(c).introspectToken(c.req.valid('json').token), 200),
    );

// Goes before the body is looked at: a stranger is told nothing but that, and stands behind the shield.
function requireClient(provide: (c: Context) => OauthRoutesDeps): MiddlewareHandler {
  return async (c, next) => {
    const client = knownClient(c, provide(c).introspectionClients);
    if (client === null) {
      await holdShield(c, provide(c));
      throw clientUnknown({ headers: { 'WWW-Authenticate': 'Basic realm="introspection"' } });
    }
    c.set(CLIENT, client);
    await next();
  };
}

// Digests of equal length are compared, with all clients, so that neither id nor secret shows in the time.
function knownClient(c: Context, clients: string[]): string | null {
  const encoded = /^Basic +([A-Za-z0-9+/=]+) *$/i.exec(c.req.header('Authorization') ?? '')?.[1];
  if (encoded === undefined) return null;
  const key = new Uint8Array(32);
  const digest = (pair: string) => new TextEncoder().encode(keyedDigest(key, pair));
  const presented = digest(decode(encoded));
  const known = clients.filter((client) => equalInConstantTime(digest(client), presented));
  return known[0]?.split(':')[0] ?? null;
}

function decode(encoded: string): string {
  try {
    return new TextDecoder().decode(Uint8Array.fromBase64(encoded));
  } catch {
    return '';
  }
}
