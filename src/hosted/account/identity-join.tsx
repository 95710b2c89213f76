import { type Context, Hono } from 'hono';
import { createMiddleware } from 'hono/factory';
import * as z from 'zod';
import { clientInfo } from '../../http/client-info.ts';
import { pageHeaders } from '../../kit/page-headers.ts';
import type { LimitDeps } from '../../limits/limit.ts';
import type { ConnectIdentity } from '../../methods/social/connect-identity.ts';
import type { ListIdentities } from '../../methods/social/list-identities.ts';
import type { SocialProviders } from '../../methods/social/provider.ts';
import { providerLabelIn } from '../../methods/social/provider-label.ts';
import type { Clock } from '../../shared/clock.ts';
import { goalOf } from '../door/after-sign-in.ts';
import type { PendingIdentities, PendingIdentity } from '../door/social/pending-identity.ts';
import { pendingOf } from '../door/social/waiting.ts';
import { leave } from '../web/leave.tsx';
import { limitPageByUser } from '../web/limit-page.tsx';
import { signedIn } from '../web/open-page.ts';
import type { PageDeps, SignedInVariables } from '../web/page-deps.ts';
import { pageOf, sessionOf } from '../web/page-of.ts';
import type { PageSession } from '../web/page-session.ts';
import { readForm } from '../web/read-form.tsx';
import { act } from './act.ts';
import { CONNECTIONS } from './connections-view.tsx';
import { freshPage, proveFirst } from './fresh-page.ts';
import { JoinView, refusedJoin } from './identity-join-view.tsx';
import { sayAndGo } from './notices.ts';
import type { Problems } from './problems.tsx';

export type JoinPageDeps = PageDeps &
  LimitDeps & {
    pendingIdentities: PendingIdentities;
    listIdentities: ListIdentities;
    connectIdentity: ConnectIdentity;
    socialProviders: SocialProviders;
    clock: Clock;
  };

/**
 * `/account/connections/join`: connects what waits in this browser to the account that is signed
 * in, once its owner says so. The only place where an account gets a provider.
 */
export const joinPage = (provide: (c: Context) => JoinPageDeps) =>
  new Hono({ strict: false })
    .get(
      '/connections/join',
      pageHeaders(provide),
      signedIn(provide, limitPageByUser(provide, 'connections')),
      joining(provide),
      freshPage(provide),
      (c) => ask(c, provide(c)),
    )
    .post(
      '/connections/join',
      pageHeaders(provide),
      signedIn(provide, limitPageByUser(provide, 'connections_begin')),
      readForm(provide, z.object({})),
      joining(provide),
      freshPage(provide),
      (c) => join(c, provide(c)),
    );

/**
 * Passes an identity that waits in this browser for this session, and sets `c.var.pending`. One
 * that came from a sign-in requires a later proof of the account, so that an identity left behind
 * in somebody else's browser opens nothing.
 */
const joining = (provide: (c: Context) => JoinPageDeps) =>
  createMiddleware<{ Variables: SignedInVariables & { pending: PendingIdentity } }>(
    async (c, next) => {
      const deps = provide(c);
      const { session } = c.var;
      const pending = await deps.pendingIdentities.read(c);
      if (pending === null || !mayJoin(pending, session))
        return sayAndGo(c, deps, { key: 'connect_expired', to: CONNECTIONS });
      const isOlder = session.traits.authTime < pending.issuedAt;
      if (pending.attempt.intent.kind === 'sign_in' && isOlder) return proveFirst(c);
      c.set('pending', pending);
      return next();
    },
  );

/** An identity to be connected belongs to the session in which that was begun. */
function mayJoin({ attempt: { intent } }: PendingIdentity, { claims }: PageSession): boolean {
  if (intent.kind === 'sign_in') return true;
  return intent.userId === claims.sub && intent.sessionId === claims.sid;
}

/** Where the person came for. */
function goalAfter(c: Context): string {
  const { attempt } = pendingOf(c);
  if (attempt.intent.kind === 'connect') return CONNECTIONS;
  return goalOf({ ...pageOf(c), returnTo: attempt.returnTo });
}

async function ask(
  c: Context,
  deps: JoinPageDeps,
  { problems = {}, status = 200 }: { problems?: Problems; status?: number } = {},
): Promise<Response> {
  const [page, { user }, { answer }] = [pageOf(c), sessionOf(c), pendingOf(c)];
  const label = providerLabelIn(deps.socialProviders)(answer.provider);
  const about = { page, user, answer, label, back: goalAfter(c) };
  return c.html(<JoinView {...about} {...problems} />, status as 200);
}

async function join(c: Context, deps: JoinPageDeps): Promise<Response> {
  const [page, { user, claims }, { answer, attempt }] = [pageOf(c), sessionOf(c), pendingOf(c)];
  const work = async () => {
    const client = clientInfo(c);
    const done = await deps.connectIdentity({ user, sessionId: claims.sid, answer, client });
    deps.pendingIdentities.clear(c);
    const goal = goalAfter(c);
    if (attempt.intent.kind === 'sign_in' && goal !== CONNECTIONS) return leave(c, page, goal);
    const data = { provider: providerLabelIn(deps.socialProviders)(answer.provider) };
    const key = done === 'connected' ? 'identity_connected' : 'identity_yours';
    return sayAndGo(c, deps, { key, data, to: CONNECTIONS });
  };
  return act(c, deps, work, async (refusal, status) => {
    const label = providerLabelIn(deps.socialProviders)(answer.provider);
    const problems = refusedJoin({ page, refusal, label });
    return problems === null ? null : ask(c, deps, { problems, status });
  });
}
