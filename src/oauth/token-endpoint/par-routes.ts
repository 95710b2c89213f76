import { type Context, Hono } from 'hono';
import { noteProblem } from '../../http/request-log.ts';
import type { PushRequest } from '../authorize/push-request.ts';
import type { StoredClient } from '../clients/client-store.ts';
import { type EnterDeps, enterAsClient, limitByClient } from './enter-as-client.ts';
import { type ProvedKeyDeps, provedKey } from './proved-key.ts';

export type ParRoutesDeps = EnterDeps & ProvedKeyDeps & { pushRequest: PushRequest };

/** `/oauth/par` (RFC 9126): clients push what they will send a person with. */
export const parRoutes = (provide: (c: Context) => ParRoutesDeps) =>
  new Hono<{ Variables: { client: StoredClient } }>({ strict: false }).post(
    '/par',
    enterAsClient(provide),
    limitByClient(provide, 'oauth_par'),
    async (c) => {
      // Not `text()`: the runtime logs a warning for a body whose type is not text.
      const given = new URLSearchParams(new TextDecoder().decode(await c.req.arrayBuffer()));
      // Not remembered: a proof that is used again binds a code to the key that made it.
      const { jkt } = await provedKey(c, provide(c));
      const answer = await provide(c).pushRequest(given, c.get('client'), jkt);
      if (answer.kind === 'pushed')
        return c.json({ request_uri: answer.requestUri, expires_in: answer.expiresIn }, 201);
      noteProblem(c, answer.error);
      return c.json({ error: answer.error, error_description: answer.why }, 400);
    },
  );
