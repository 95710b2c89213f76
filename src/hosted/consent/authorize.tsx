import { type Context, Hono } from 'hono';
import * as z from 'zod';
import { clientInfo } from '../../http/client-info.ts';
import { readRefreshCookie } from '../../http/cookies.ts';
import { unsupportedMediaType } from '../../http/errors.ts';
import { isForm } from '../../http/form.ts';
import { readLanguageCookie, writeLanguageCookie } from '../../http/language-cookie.ts';
import { pageHeaders } from '../../kit/page-headers.ts';
import type { GiveConsent } from '../../oauth/authorize/give-consent.ts';
import type { OpenRequest } from '../../oauth/authorize/open-request.ts';
import { chooseLanguage } from '../../words/language.ts';
import { openDoor } from '../web/open-page.ts';
import { readForm } from '../web/read-form.tsx';
import { continuing } from './consent-view.tsx';
import { goOn, leadOn, type OnTheWay, type OnTheWayDeps } from './on-the-way.tsx';
import { showStray } from './stray-view.tsx';

export type AuthorizePagesDeps = OnTheWayDeps & {
  openRequest: OpenRequest;
  giveConsent: GiveConsent;
};

/** What the person decided, and who they were shown as. */
const decision = z.object({
  request: z.string(),
  user: z.string(),
  choice: z.enum(['allow', 'deny']),
});

/**
 * `/oauth/authorize` (RFC 6749 §3.1) and `/oauth/continue`, to which a person comes back who had to
 * sign in, prove themselves or decide.
 */
export const authorizePages = (provide: (c: Context) => AuthorizePagesDeps) =>
  new Hono({ strict: false })
    .get('/authorize', pageHeaders(provide), (c) =>
      begin(c, provide(c), new URL(c.req.url).searchParams),
    )
    .post('/authorize', pageHeaders(provide), async (c) => {
      if (!isForm(c)) throw unsupportedMediaType();
      return begin(c, provide(c), await bodyOf(c));
    })
    .get('/continue', pageHeaders(provide), openDoor(provide), async (c) => {
      const deps = provide(c);
      const way = await wayOf(c, deps, c.req.query('request'));
      return way === null ? showStray(c, deps, 'expired') : leadOn(c, deps, way);
    })
    .post(
      '/continue',
      pageHeaders(provide),
      openDoor(provide),
      readForm(provide, decision),
      async (c) => {
        const deps = provide(c);
        const { data, fields } = c.var.form;
        const way = await wayOf(c, deps, fields.request);
        if (way === null) return showStray(c, deps, 'expired');
        if (data === null) return c.redirect(continuing(way.handle ?? ''), 303);
        return data.choice === 'deny'
          ? goOn(c, deps, way, { kind: 'refused', error: 'access_denied', why: 'the user refused' })
          : allow(c, deps, { ...way, shownTo: data.user });
      },
    );

async function begin(
  c: Context,
  deps: AuthorizePagesDeps,
  given: URLSearchParams,
): Promise<Response> {
  const judged = await deps.openRequest(given);
  if (judged.kind === 'stray') return showStray(c, deps, judged.why);
  if (judged.kind === 'refused') {
    const { to, error, why } = judged;
    const way = { request: to, handle: null, isDirect: true };
    return goOn(c, deps, way, { kind: 'refused', error, why });
  }
  const { request, locales } = judged;
  const language = chooseLanguage(locales.split(' '));
  // The pages that a person is led to know nothing of the request.
  if (language !== null && language !== readLanguageCookie(c)) writeLanguageCookie(c, language);
  if (c.req.method !== 'POST') return leadOn(c, deps, { request, handle: null, isDirect: true });
  // A form of another site brings no cookie of ours; the request after it does.
  const handle = await deps.pendingRequests.keep(request, null);
  return c.redirect(continuing(handle), 303);
}

async function allow(
  c: Context,
  deps: AuthorizePagesDeps,
  way: OnTheWay & { shownTo: string },
): Promise<Response> {
  const refreshToken = readRefreshCookie(c, deps.browser.isOldToken);
  const session = refreshToken === null ? null : await deps.findPageSession(refreshToken);
  // Somebody else has signed in since, in another tab: they are asked themselves.
  if (refreshToken === null || session?.user.id !== way.shownTo)
    return c.redirect(continuing(way.handle ?? ''), 303);
  const { request } = way;
  const info = clientInfo(c);
  const userId = session.user.id;
  return goOn(c, deps, way, await deps.giveConsent({ request, userId, refreshToken, info }));
}

/**
 * The request that a person comes back to. One that asks nobody redirects, as in a frame. One of no
 * browser has no handle that lasts, so that it gets one of this browser.
 */
async function wayOf(c: Context, deps: AuthorizePagesDeps, handle = ''): Promise<OnTheWay | null> {
  const found = await deps.pendingRequests.find(handle, deps.pageCsrf.browserOf(c));
  if (found === null) return null;
  const { request, isBound } = found;
  return { request, handle: isBound ? handle : null, isDirect: request.prompts.includes('none') };
}

async function bodyOf(c: Context): Promise<URLSearchParams> {
  // Not `text()`: the runtime logs a warning for a body whose type is not text.
  return new URLSearchParams(new TextDecoder().decode(await c.req.arrayBuffer()));
}
