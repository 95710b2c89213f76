import { type Context, Hono } from 'hono';
import { createMiddleware } from 'hono/factory';
import * as z from 'zod';
import { clientInfo } from '../../http/client-info.ts';
import { isForm, parseForm, readForm } from '../../http/form.ts';
import { invalidClient, speakOauth } from '../../http/oauth-error.ts';
import { enforceShield } from '../../limits/limit.ts';
import { type ClientCredentials, findClient } from '../client-credentials.ts';
import type { StoredClient } from '../clients/client-store.ts';
import type { IntrospectToken } from '../introspect-token.ts';
import { type EnterDeps, enterAsClient, limitByClient } from './enter-as-client.ts';
import type { IntrospectGrant } from './introspect-grant.ts';
import type { RevokeGrant } from './revoke-grant.ts';

export type TokenStateRoutesDeps = EnterDeps & {
  revokeGrant: RevokeGrant;
  introspectGrant: IntrospectGrant;
  introspectToken: IntrospectToken;
  introspectionClients: ClientCredentials[];
};

const schema = z.object({ token: z.string().min(1).max(4096) });
/** `client` is a registered one; without it one of `INTROSPECTION_CLIENTS` asks. */
type Variables = { client: StoredClient; viewer: string | null };

/** `/oauth/revoke` (RFC 7009) and `/oauth/introspect` (RFC 7662), for OAuth clients. */
export const tokenStateRoutes = (provide: (c: Context) => TokenStateRoutesDeps) =>
  new Hono<{ Variables: Variables }>({ strict: false })
    .post('/revoke', enterAsClient(provide), limitByClient(provide, 'oauth_token'), async (c) => {
      const { token } = parseForm(schema, await readForm(c));
      const client = c.get('client');
      await provide(c).revokeGrant({ token, client, info: clientInfo(c) });
      return c.json({}, 200);
    })
    .post(
      '/introspect',
      enterAsViewer(provide),
      limitByClient(provide, 'introspect'),
      async (c) => {
        const { token } = parseForm(schema, await readForm(c));
        const viewer = c.get('viewer');
        const state = await provide(c).introspectGrant({ token, viewer });
        const isAll = state.active || viewer !== null;
        return c.json(isAll ? state : await provide(c).introspectToken(token), 200);
      },
    );

/** Passes confidential clients, and those that the operator trusts with all tokens. */
function enterAsViewer(provide: (c: Context) => TokenStateRoutesDeps) {
  const enter = enterAsClient(provide);
  return createMiddleware<{ Variables: Variables }>(async (c, next) => {
    speakOauth(c);
    const deps = provide(c);
    const trusted = isForm(c) ? await findClient(c, deps.introspectionClients) : 'none';
    // What comes with an assertion too is refused where clients authenticate.
    const byAssertion = isForm(c) && 'client_assertion' in (await readForm(c));
    if (trusted !== 'unknown' && trusted !== 'none' && !byAssertion) {
      c.set('viewer', null);
      c.set('client', { id: trusted.id, authMethod: 'client_secret_basic' } as StoredClient);
      return next();
    }
    return enter(c as never, async () => {
      const { id, authMethod } = c.get('client');
      // A public client's id proves nothing (RFC 7662 §2.1).
      if (authMethod === 'none') {
        await enforceShield(c, deps);
        throw invalidClient({ headers: { 'WWW-Authenticate': 'Basic realm="clients"' } });
      }
      c.set('viewer', id);
      await next();
    });
  });
}
