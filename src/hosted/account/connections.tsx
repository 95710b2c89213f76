import { type Context, Hono } from 'hono';
import * as z from 'zod';
import { clientInfo } from '../../http/client-info.ts';
import { notFound } from '../../http/errors.ts';
import { noteProblem } from '../../http/request-log.ts';
import { pageHeaders } from '../../kit/page-headers.ts';
import type { LimitDeps } from '../../limits/limit.ts';
import type { ListIdentities } from '../../methods/social/list-identities.ts';
import type { SocialProviders } from '../../methods/social/provider.ts';
import type { ListConnections } from '../../oauth/connections/list-connections.ts';
import type { Consents } from '../../oauth/grants/consents.ts';
import type { Clock } from '../../shared/clock.ts';
import type { Flash } from '../web/flash.ts';
import { limitPageByUser } from '../web/limit-page.tsx';
import { signedIn } from '../web/open-page.ts';
import type { PageDeps } from '../web/page-deps.ts';
import { pageOf, sessionOf } from '../web/page-of.ts';
import { readForm } from '../web/read-form.tsx';
import { ConnectionsNotice } from './connections-notice.tsx';
import { CONNECTIONS, ConnectionsPage, type Listed } from './connections-view.tsx';

export type ConnectionsPagesDeps = PageDeps &
  LimitDeps & {
    listConnections: ListConnections;
    listIdentities: Pick<ListIdentities, 'list'>;
    socialProviders: SocialProviders;
    consents: Pick<Consents, 'withdraw'>;
    clock: Clock;
  };

type Variables = { listed: Listed };
/** Which client to shut out. */
const withdrawal = z.object({ withdraw: z.string().max(64) });

/**
 * `/account/connections`: ways in by providers, which apps may use the account, and taking that
 * back.
 */
export const connectionsPages = (provide: (c: Context) => ConnectionsPagesDeps) => {
  // Read while the guard judges the session; shown only if it is alive.
  const beginList = async (c: Context, userId: string) => {
    c.set('listed', await listAll(provide(c), userId));
  };
  const listing = limitPageByUser(provide, 'connections', beginList);

  return new Hono<{ Variables: Variables }>({ strict: false })
    .get('/connections', pageHeaders(provide), signedIn(provide, listing), async (c) => {
      const deps = provide(c);
      const flash = await deps.flashes.take(c, c.var.session.claims.sid);
      return show(c, deps, { listed: c.var.listed, flash });
    })
    .post(
      '/connections',
      pageHeaders(provide),
      signedIn(provide, limitPageByUser(provide, 'connections_end')),
      readForm(provide, withdrawal),
      (c) => withdraw(c, provide(c), c.var.form.data?.withdraw ?? ''),
    );
};

async function withdraw(
  c: Context,
  deps: ConnectionsPagesDeps,
  clientId: string,
): Promise<Response> {
  const { sub, sid } = sessionOf(c).claims;
  const listed = await listAll(deps, sub);
  const held = listed.apps.find((one) => one.clientId === clientId);
  // Taken back already, as by a second press.
  if (held === undefined) {
    noteProblem(c, notFound.code);
    return show(c, deps, { listed, status: 404 });
  }
  await deps.consents.withdraw(sub, clientId, clientInfo(c));
  const name = held.name ?? pageOf(c).words.consent.connections.gone;
  await deps.flashes.set(c, { key: 'consent_withdrawn', data: { name } }, sid);
  return c.redirect(CONNECTIONS, 303);
}

type Shown = { listed: Listed; status?: number; flash?: Flash | null };

async function listAll(
  { listConnections, listIdentities }: ConnectionsPagesDeps,
  userId: string,
): Promise<Listed> {
  const [apps, identities] = await Promise.all([
    listConnections(userId),
    listIdentities.list(userId),
  ]);
  return { apps, identities };
}

function show(
  c: Context,
  { clock, socialProviders }: ConnectionsPagesDeps,
  { listed, status = 200, flash = null }: Shown,
): Response | Promise<Response> {
  const [page, session] = [pageOf(c), sessionOf(c)];
  const notice = <ConnectionsNotice page={page} flash={flash} isMissing={status === 404} />;
  const about = { page, session, ...listed, providers: socialProviders, now: clock(), notice };
  return c.html(<ConnectionsPage {...about} />, status as 200);
}
