import { type Context, Hono, type MiddlewareHandler } from 'hono';
import { clientInfo } from '../http/client-info.ts';
import { validateForm } from '../http/form.ts';
import { invalidClient, oauthForForms } from '../http/oauth-error.ts';
import { enforceShield, type LimitDeps, limitBy, limitByAddress } from '../limits/limit.ts';
import { type ClientCredentials, findClient } from './client-credentials.ts';
import type { IntrospectToken } from './introspect-token.ts';
import type { RevokeToken } from './revoke-token.ts';
import { body, CLIENT, introspectDoc, revokeDoc } from './route-docs.ts';

export type OauthRoutesDeps = LimitDeps & {
  revokeToken: RevokeToken;
  introspectToken: IntrospectToken;
  introspectionClients: ClientCredentials[];
};

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
