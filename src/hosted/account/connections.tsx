import { type Context, Hono } from 'hono';
import * as z from 'zod';
import { clientInfo } from '../../http/client-info.ts';
import { notFound } from '../../http/errors.ts';
import { noteProblem } from '../../http/request-log.ts';
import { pageHeaders } from '../../kit/page-headers.ts';
import type { LimitDeps } from '../../limits/limit.ts';
import type { ListConnections } from '../../oauth/connections/list-connections.ts';
import type { Consents } from '../../oauth/grants/consents.ts';
import type { Clock } from '../../shared/clock.ts';
import { limitPageByUser } from '../web/limit-page.tsx';
import { signedIn } from '../web/open-page.ts';
import type { PageDeps } from '../web/page-deps.ts';
import { pageOf, sessionOf } from '../web/page-of.ts';
import { readForm } from '../web/read-form.tsx';
import { CONNECTIONS, ConnectionsPage, Withdrawn } from './connections-view.tsx';

export type ConnectionsPagesDeps = PageDeps &
  LimitDeps & {
    listConnections: ListConnections;
    consents: Pick<Consents, 'withdraw'>;
    clock: Clock;
  };

/** Which client to shut out. */
const withdrawal = z.object({ withdraw: z.string().max(64) });

/** `/account/connections`: which apps may use the account, and taking that back. */
export const connectionsPages = (provide: (c: Context) => ConnectionsPagesDeps) =>
  new Hono({ strict: false })
    .get(
      '/connections',
      pageHeaders(provide),
      signedIn(provide, limitPageByUser(provide, 'connections')),
      async (c) => {
        const deps = provide(c);
        const flash = await deps.flashes.take(c, c.var.session.claims.sid);
        return show(c, deps, { done: flash?.key === 'consent_withdrawn' ? flash.data : undefined });
      },
    )
    .post(
      '/connections',
      pageHeaders(provide),
      signedIn(provide, limitPageByUser(provide, 'connections_end')),
      readForm(provide, withdrawal),
      (c) => withdraw(c, provide(c), c.var.form.data?.withdraw ?? ''),
    );

async function withdraw(
  c: Context,
  deps: ConnectionsPagesDeps,
  clientId: string,
): Promise<Response> {
  const { sub, sid } = sessionOf(c).claims;
  const held = (await deps.listConnections(sub)).find((one) => one.clientId === clientId);
  // Taken back already, as by a second press.
  if (held === undefined) {
    noteProblem(c, notFound.code);
    return show(c, deps, { status: 404 });
  }
  await deps.consents.withdraw(sub, clientId, clientInfo(c));
  const name = held.name ?? pageOf(c).words.consent.connections.gone;
  await deps.flashes.set(c, { key: 'consent_withdrawn', data: { name } }, sid);
  return c.redirect(CONNECTIONS, 303);
}

type Shown = { status?: number; done?: Record<string, string | string[]> | undefined };

async function show(
  c: Context,
  { listConnections, clock }: ConnectionsPagesDeps,
  { status = 200, done }: Shown,
): Promise<Response> {
  const [page, session] = [pageOf(c), sessionOf(c)];
  const listed = await listConnections(session.claims.sub);
  const notice = <Withdrawn page={page} name={done?.name} isMissing={status === 404} />;
  const about = { page, session, listed, now: clock(), notice };
  return c.html(<ConnectionsPage {...about} />, status as 200);
}
