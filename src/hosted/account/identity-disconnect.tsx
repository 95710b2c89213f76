import { type Context, Hono } from 'hono';
import * as z from 'zod';
import { clientInfo } from '../../http/client-info.ts';
import { notFound } from '../../http/errors.ts';
import { pageHeaders } from '../../kit/page-headers.ts';
import type { LimitDeps } from '../../limits/limit.ts';
import type { DisconnectIdentity } from '../../methods/social/disconnect-identity.ts';
import type { ListIdentities, OwnIdentity } from '../../methods/social/list-identities.ts';
import type { SocialProviders } from '../../methods/social/provider.ts';
import { providerLabelIn } from '../../methods/social/provider-label.ts';
import { lastWayIn } from '../../second-step/errors.ts';
import type { Clock } from '../../shared/clock.ts';
import { limitPageByUser } from '../web/limit-page.tsx';
import { signedIn } from '../web/open-page.ts';
import type { PageDeps } from '../web/page-deps.ts';
import { pageOf, sessionOf } from '../web/page-of.ts';
import { readForm } from '../web/read-form.tsx';
import { act } from './act.ts';
import { backToList } from './back-to-list.ts';
import { CONNECTIONS } from './connections-view.tsx';
import { freshPage } from './fresh-page.ts';
import { DisconnectView, LastWayInView } from './identity-disconnect-view.tsx';
import { sayAndGo } from './notices.ts';
import { type Problems, problemOf } from './problems.tsx';

export type DisconnectPageDeps = PageDeps &
  LimitDeps & {
    listIdentities: ListIdentities;
    disconnectIdentity: DisconnectIdentity;
    socialProviders: SocialProviders;
    clock: Clock;
  };

/**
 * `/account/connections/:id/disconnect`: asks, then disconnects. What is gone leads back to the
 * list, as do identities of others and unknown ids.
 */
export const disconnectPage = (provide: (c: Context) => DisconnectPageDeps) =>
  new Hono({ strict: false })
    .get(
      '/connections/:id/disconnect',
      pageHeaders(provide),
      signedIn(provide, limitPageByUser(provide, 'connections')),
      freshPage(provide),
      (c) => ask(c, provide(c), c.req.param('id')),
    )
    .post(
      '/connections/:id/disconnect',
      pageHeaders(provide),
      signedIn(provide, limitPageByUser(provide, 'connections_end')),
      freshPage(provide),
      readForm(provide, z.object({})),
      (c) => disconnect(c, provide(c), c.req.param('id')),
    );

const findOne = async (c: Context, { listIdentities }: DisconnectPageDeps, id: string) =>
  (await listIdentities.list(sessionOf(c).user.id)).find((one) => one.id === id);

type Asking = { problems?: Problems; status?: number; isLast?: boolean };

async function ask(
  c: Context,
  deps: DisconnectPageDeps,
  id: string,
  { problems = {}, status = 200, isLast = false }: Asking = {},
): Promise<Response> {
  const identity = await findOne(c, deps, id);
  if (identity === undefined) return backToList(c, CONNECTIONS);
  const { user } = sessionOf(c);
  const label = providerLabelIn(deps.socialProviders)(identity.provider);
  const about = { page: pageOf(c), user, identity, label };
  const View = isLast ? LastWayInView : DisconnectView;
  return c.html(<View {...about} {...problems} />, status as 200);
}

async function disconnect(c: Context, deps: DisconnectPageDeps, id: string): Promise<Response> {
  const { user, claims } = sessionOf(c);
  const identity = await findOne(c, deps, id);
  // Gone already, as by a second press.
  if (identity === undefined) return backToList(c, CONNECTIONS);
  const done = () => say(c, deps, identity);
  const work = async () => {
    const client = clientInfo(c);
    await deps.disconnectIdentity({ user, sessionId: claims.sid, identityId: id, client });
    return done();
  };
  return act(c, deps, work, async (refusal, status) => {
    // Of two requests, the second one finds it gone: what was asked for is done.
    if (refusal.code === notFound.code) return done();
    if (refusal.code === lastWayIn.code) return ask(c, deps, id, { isLast: true, status });
    const problems = problemOf(pageOf(c), refusal);
    if (problems === null) return null;
    // It may be gone although that failed.
    return (await findOne(c, deps, id)) === undefined
      ? done()
      : ask(c, deps, id, { problems, status });
  });
}

function say(c: Context, deps: DisconnectPageDeps, { provider }: OwnIdentity): Promise<Response> {
  const data = { provider: providerLabelIn(deps.socialProviders)(provider) };
  return sayAndGo(c, deps, { key: 'identity_disconnected', data, to: CONNECTIONS });
}
