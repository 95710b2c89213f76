import { type Context, Hono, type MiddlewareHandler } from 'hono';
import { clientInfo } from '../http/client-info.ts';
import { validateForm } from '../http/form.ts';
import { invalidClient, oauthForForms } from '../http/oauth-error.ts';
import { enforceShield, type LimitDeps, limitBy, limitByAddress } from '../limits/limit.ts';
import { findAppError } from '../shared/errors.ts';
import { type ClientCredentials, findClient } from './client-credentials.ts';
import type { AuthenticateClient } from './clients/authenticate-client.ts';
import type { StoredClient } from './clients/client-store.ts';
import type { Introspection, IntrospectToken } from './introspect-token.ts';
import type { RevokeToken } from './revoke-token.ts';
import { body, CLIENT, introspectDoc, revokeDoc } from './route-docs.ts';
import type { IntrospectGrant } from './token-endpoint/introspect-grant.ts';
import type { RevokeGrant } from './token-endpoint/revoke-grant.ts';

export type OauthRoutesDeps = LimitDeps & {
  revokeToken: RevokeToken;
  introspectToken: IntrospectToken;
  revokeGrant: RevokeGrant;
  introspectGrant: IntrospectGrant;
  authenticateClient: AuthenticateClient;
  introspectionClients: ClientCredentials[];
};
/** `registered`: an OAuth client; null for one of `INTROSPECTION_CLIENTS`, and for none. */
type Variables = { client: string; registered: StoredClient | null };

/**
 * `/api/v1/auth`: the token routes of OAuth 2.0 as they were before there were OAuth clients. They
 * know those too, as `/oauth/revoke` and `/oauth/introspect` do.
 */
export const oauthRoutes = (provide: (c: Context) => OauthRoutesDeps) =>
  new Hono<{ Variables: Variables }>({ strict: false })
    .post(
      '/token/revoke',
      revokeDoc,
      oauthForForms,
      limitByAddress(provide, 'token_revoke'),
      requireClient(provide, { optional: true }),
      validateForm(body),
      async (c) => {
        const { token } = c.req.valid('json');
        const info = clientInfo(c);
        const client = c.get('registered');
        await provide(c).revokeToken({ token, client: info });
        if (client !== null) await provide(c).revokeGrant({ token, client, info });
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
      async (c) => {
        const { token } = c.req.valid('json');
        const viewer = c.get('registered')?.id ?? null;
        const state = await provide(c).introspectGrant({ token, viewer });
        const isAll = state.active || viewer !== null;
        const answer = isAll ? state : await provide(c).introspectToken(token);
        return c.json(answer as Introspection, 200);
      },
    );

// Runs before the token is read, so unknown clients learn nothing about it. `shieldsItself` is for
// a route that `shieldAll` leaves out; on any other the request is already counted.
function requireClient(
  provide: (c: Context) => OauthRoutesDeps,
  { optional = false, shieldsItself = false } = {},
): MiddlewareHandler {
  return async (c, next) => {
    const deps = provide(c);
    const trusted = await findClient(c, deps.introspectionClients);
    const isTrusted = trusted !== 'unknown' && trusted !== 'none';
    // A client of `INTROSPECTION_CLIENTS` asks for all of its users; nobody else is read for first.
    if (shieldsItself && !isTrusted) await enforceShield(c, deps);
    const registered = isTrusted ? null : await findRegistered(c, deps, { optional });
    c.set('registered', registered);
    const refused = trusted === 'unknown' || (trusted === 'none' && !optional);
    if (registered === null && refused)
      throw invalidClient({ headers: { 'WWW-Authenticate': 'Basic realm="clients"' } });
    const id = isTrusted ? trusted.id : registered?.id;
    if (id !== undefined) c.set(CLIENT, id);
    await next();
  };
}

/** The OAuth client that a request authenticates as; a public one may only revoke. */
async function findRegistered(
  c: Context,
  { authenticateClient }: OauthRoutesDeps,
  { optional }: { optional: boolean },
): Promise<StoredClient | null> {
  try {
    const client = await authenticateClient(c);
    return client.authMethod === 'none' && !optional ? null : client;
  } catch (error) {
    const refusal = findAppError(error);
    if (refusal === undefined || refusal.kind === 'unavailable') throw error;
    // The holder of a token may revoke it, whatever else the request says.
    return null;
  }
}
