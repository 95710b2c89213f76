import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import { limitSubject } from '../../http/client-address.ts';
import { unsupportedMediaType } from '../../http/errors.ts';
import { isForm } from '../../http/form.ts';
import { speakOauth } from '../../http/oauth-error.ts';
import { enforceShield, type LimitDeps, limitBy } from '../../limits/limit.ts';
import type { RateLimitScope } from '../../limits/rules.ts';
import type { AuthenticateClient } from '../clients/authenticate-client.ts';
import { shareWithClient } from '../clients/client-origins.ts';
import type { StoredClient } from '../clients/client-store.ts';

export type EnterDeps = LimitDeps & { authenticateClient: AuthenticateClient };
type Variables = { client: StoredClient };

/**
 * Passes only forms of clients that authenticate, and sets `c.var.client`. Everything behind it
 * fails with OAuth errors. A client that proves itself is not held back by its address, since a
 * server asks for all of its users; everybody else meets the shield here.
 */
export const enterAsClient = (provide: (c: Context) => EnterDeps) =>
  createMiddleware<{ Variables: Variables }>(async (c, next) => {
    speakOauth(c);
    c.header('Pragma', 'no-cache');
    const client = await authenticate(c, provide(c));
    shareWithClient(c, client);
    c.set('client', client);
    await next();
  });

async function authenticate(c: Context, deps: EnterDeps): Promise<StoredClient> {
  let client: StoredClient;
  try {
    if (!isForm(c))
      throw unsupportedMediaType({
        detail: 'Send a form, of the type application/x-www-form-urlencoded.',
      });
    client = await deps.authenticateClient(c);
  } catch (error) {
    await enforceShield(c, deps);
    throw error;
  }
  if (client.authMethod === 'none') await enforceShield(c, deps);
  return client;
}

/** Counts requests by client; of a public one, whose id anybody may send, by address too. */
export const limitByClient = (provide: (c: Context) => LimitDeps, scope: RateLimitScope) =>
  limitBy(provide, scope, 'client', (c) => {
    const { id, authMethod } = c.get('client') as StoredClient;
    return authMethod === 'none' ? [id, limitSubject(c)] : [id];
  });
