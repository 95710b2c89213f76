import { type Context, Hono } from 'hono';
import * as z from 'zod';
import { unsupportedMediaType } from '../../http/errors.ts';
import { isForm } from '../../http/form.ts';
import { pageHeaders } from '../../kit/page-headers.ts';
import type { EndRequest, EndRequests } from '../../oauth/end-session/end-request.ts';
import { takeBackTokens } from '../../sessions/token-answer.ts';
import { Leaving } from '../consent/leaving-view.tsx';
import { openDoor, openPage } from '../web/open-page.ts';
import { pageOf } from '../web/page-of.ts';
import type { PageSession } from '../web/page-session.ts';
import { readForm } from '../web/read-form.tsx';
import { AskToSignOut, endOwnSession, type SignOutPageDeps } from './sign-out.tsx';

export type EndSessionPageDeps = SignOutPageDeps & { endRequests: EndRequests };

const END = '/oauth/end-session';
const confirmed = z.object({ request: z.string().max(8192) });

/**
 * `/oauth/end-session` (RP-Initiated Logout): signs out at once the session that a client's hint is
 * about, asks in any other, and goes back to the client only with a hint of it.
 */
export const endSessionPage = (provide: (c: Context) => EndSessionPageDeps) =>
  new Hono({ strict: false })
    .get('/', pageHeaders(provide), openPage(provide), async (c) => {
      const request = await provide(c).endRequests.judge(new URL(c.req.url).searchParams);
      return take(c, provide(c), request);
    })
    // A form of another site brings no cookie of ours; the request after it does.
    .post('/', pageHeaders(provide), async (c) => {
      if (!isForm(c)) throw unsupportedMediaType();
      const { endRequests } = provide(c);
      const body = new TextDecoder().decode(await c.req.arrayBuffer());
      const request = await endRequests.judge(new URLSearchParams(body));
      const query = new URLSearchParams({ request: await endRequests.seal(request) });
      return c.redirect(`${END}/continue?${query}`, 303);
    })
    .get('/continue', pageHeaders(provide), openPage(provide), async (c) =>
      take(c, provide(c), await provide(c).endRequests.unseal(c.req.query('request') ?? '')),
    )
    .post(
      '/continue',
      pageHeaders(provide),
      openDoor(provide),
      readForm(provide, confirmed),
      async (c) => {
        const deps = provide(c);
        const { to } = await deps.endRequests.unseal(c.var.form.data?.request ?? '');
        await signOut(c, deps);
        if (to === null) return toGoodbye(c, deps);
        // By a page: `form-action` stops redirects of forms to others.
        return c.html(<Leaving page={pageOf(c)} to={to} />, 200);
      },
    );

async function take(c: Context, deps: EndSessionPageDeps, request: EndRequest): Promise<Response> {
  const session = c.get('session') as PageSession | null;
  const { to } = request;
  if (session !== null && !(await isAbout(deps, request, session)))
    return ask(c, deps, session, request);
  if (session !== null) await signOut(c, deps);
  if (to === null) return toGoodbye(c, deps);
  c.header('Referrer-Policy', 'no-referrer');
  return c.redirect(to, 303);
}

const isAbout = (
  { endRequests }: EndSessionPageDeps,
  request: EndRequest,
  { user, claims }: PageSession,
) => endRequests.isAbout(request, { userId: user.id, id: claims.sid });

async function ask(
  c: Context,
  { endRequests }: EndSessionPageDeps,
  { user }: PageSession,
  request: EndRequest,
): Promise<Response> {
  const hidden = { request: await endRequests.seal(request) };
  const form = { action: `${END}/continue`, hidden };
  return c.html(<AskToSignOut page={pageOf(c)} user={user} {...form} />, 200);
}

async function signOut(c: Context, deps: EndSessionPageDeps): Promise<void> {
  await endOwnSession(c, deps);
  takeBackTokens(c, deps.browser);
}

async function toGoodbye(c: Context, { flashes }: EndSessionPageDeps): Promise<Response> {
  await flashes.set(c, { key: 'signed_out' });
  return c.redirect('/sign-out', 303);
}
