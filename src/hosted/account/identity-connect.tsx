import { type Context, Hono } from 'hono';
import * as z from 'zod';
import { pageHeaders } from '../../kit/page-headers.ts';
import type { LimitDeps } from '../../limits/limit.ts';
import type { Clock } from '../../shared/clock.ts';
import { rich } from '../../words/rich.tsx';
import { failAttempt } from '../door/social/fail-attempt.ts';
import { knownProvider, providerOf } from '../door/social/provider-names.ts';
import type { AttemptDeps } from '../door/social/social-deps.ts';
import { leave } from '../web/leave.tsx';
import { limitPageByUser } from '../web/limit-page.tsx';
import { signedIn } from '../web/open-page.ts';
import { pageOf, sessionOf } from '../web/page-of.ts';
import { readForm } from '../web/read-form.tsx';
import { CONNECTIONS } from './connections-view.tsx';
import { FormPage } from './form-page.tsx';
import { freshPage } from './fresh-page.ts';
import { connectPath } from './identity-paths.ts';

export type ConnectPageDeps = AttemptDeps & LimitDeps & { clock: Clock };

/**
 * `/account/connections/with/:provider`: begins the way to a provider that is to be connected. It
 * comes back to `join`, which asks.
 */
export const connectPage = (provide: (c: Context) => ConnectPageDeps) =>
  new Hono({ strict: false })
    .get(
      '/connections/with/:provider',
      pageHeaders(provide),
      signedIn(provide, limitPageByUser(provide, 'connections')),
      knownProvider(provide),
      freshPage(provide),
      (c) => ask(c),
    )
    .post(
      '/connections/with/:provider',
      pageHeaders(provide),
      signedIn(provide, limitPageByUser(provide, 'connections_begin')),
      readForm(provide, z.object({})),
      knownProvider(provide),
      freshPage(provide),
      (c) => begin(c, provide(c)),
    );

/** What opens after a proof that came first: the form that was pressed is gone. */
function ask(c: Context): Response | Promise<Response> {
  const [page, { user }, { id, label }] = [pageOf(c), sessionOf(c), providerOf(c)];
  const words = page.words.social.connections;
  return c.html(
    <FormPage
      {...{ page, user }}
      current="connections"
      title={words.connectTitle(label)}
      action={connectPath(id)}
      go={page.words.common.goOn}
      back={{ href: CONNECTIONS }}
    >
      <p>{rich(words.connectWhat, { provider: () => <bdi>{label}</bdi> })}</p>
    </FormPage>,
    200,
  );
}

async function begin(c: Context, deps: ConnectPageDeps): Promise<Response> {
  const { sub: userId, sid: sessionId } = sessionOf(c).claims;
  const intent = { kind: 'connect', userId, sessionId } as const;
  const provider = providerOf(c).id;
  try {
    const { attempt, location } = await deps.beginAttempt({ provider, intent, returnTo: null });
    await deps.attemptCookies.keep(c, attempt);
    return await leave(c, pageOf(c), location);
  } catch (error) {
    return failAttempt(c, deps, { error, attempt: { intent, returnTo: null } });
  }
}
