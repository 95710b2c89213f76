import type { Context } from 'hono';
import { readRefreshCookie } from '../../http/cookies.ts';
import { policyOf } from '../../kit/page-headers.ts';
import type { SocialProviders } from '../../methods/social/provider.ts';
import {
  type Addressee,
  type Answer,
  answerFields,
  answerUrl,
} from '../../oauth/authorize/answer-url.ts';
import type { Authorize, Authorized } from '../../oauth/authorize/authorize.ts';
import type { PendingRequests } from '../../oauth/authorize/pending-requests.ts';
import type { AuthorizeRequest } from '../../oauth/authorize/request.ts';
import { STEP_UP } from '../account/step-up-view.tsx';
import { withProvider } from '../door/social/social-paths.ts';
import { bareContext } from '../web/page-context.ts';
import type { PageDeps } from '../web/page-deps.ts';
import { pageOf } from '../web/page-of.ts';
import { withReturn } from '../web/return-to.ts';
import { ConsentPage, continuing } from './consent-view.tsx';
import { Leaving } from './leaving-view.tsx';
import { POSTING_SCRIPT, Posting } from './posting-view.tsx';
import { showStray } from './stray-view.tsx';

export type OnTheWayDeps = PageDeps & {
  issuer: string;
  authorize: Authorize;
  pendingRequests: PendingRequests;
  socialProviders: Pick<SocialProviders, 'find'>;
};

/** A request, and how it came: straight from the client, or by a handle after one of our pages. */
export type OnTheWay<Request extends Addressee = AuthorizeRequest> = {
  request: Request;
  handle: string | null;
  /** Whether the answer may be a redirect; see {@link answerClient}. */
  isDirect: boolean;
};

/** Lets the gate decide, and leads on. Throws `storage_unavailable`. */
export async function leadOn(c: Context, deps: OnTheWayDeps, way: OnTheWay): Promise<Response> {
  const refreshToken = readRefreshCookie(c, deps.browser.isOldToken);
  const outcome = await deps.authorize({ request: way.request, refreshToken });
  return goOn(c, deps, way, outcome);
}

/** Leads on from what the gate has decided: to the client, or to a page of ours and back. */
export async function goOn(
  c: Context,
  deps: OnTheWayDeps,
  way: OnTheWay | OnTheWay<Addressee>,
  outcome: Authorized,
): Promise<Response> {
  if (outcome.kind === 'stray') return showStray(c, deps, 'client');
  if (outcome.kind === 'used') return showStray(c, deps, 'expired');
  if (outcome.kind === 'code') return answerClient(c, deps, way, { code: outcome.code });
  if (outcome.kind === 'refused') {
    const { error, why: error_description } = outcome;
    return answerClient(c, deps, way, { error, error_description });
  }
  const { request } = way as OnTheWay;
  const handle = way.handle ?? (await deps.pendingRequests.keep(request, browserOf(c, deps)));
  const back = continuing(handle);
  if (outcome.kind === 'prove') return c.redirect(withReturn(STEP_UP, back), 303);
  if (outcome.kind === 'sign_in')
    return c.redirect(withReturn(signInFor(deps, way as OnTheWay), back), 303);
  if (way.handle === null) return c.redirect(back, 303);
  const about = { page: pageOf(c), handle, ...outcome, redirectUri: request.redirectUri };
  return c.html(<ConsentPage {...about} />, 200);
}

const browserOf = (c: Context, { pageCsrf }: OnTheWayDeps) => pageCsrf.browserOf(c);

/**
 * Where one signs in for a request. A provider that it names is gone to at once, but only the first
 * time: a person who comes back has cancelled there, or wants to be somebody else.
 */
function signInFor(
  { socialProviders }: OnTheWayDeps,
  { request, handle, isDirect }: OnTheWay,
): string {
  const { loginHint, providerHint } = request;
  const provider = providerHint === null ? null : socialProviders.find(providerHint);
  if (provider !== null && handle === null)
    return withProvider(provider.id, isDirect ? '' : '?through=page');
  return loginHint === null
    ? '/sign-in'
    : `/sign-in?${new URLSearchParams({ login_hint: loginHint })}`;
}

/**
 * Sends the browser to the client with an answer: by a form if the client asks for one. Else by 303
 * straight from its request; behind a form of ours by a page that goes on by itself, since
 * `form-action` stops redirects of forms to others, even by way of a redirect of our own.
 */
function answerClient(
  c: Context,
  deps: OnTheWayDeps,
  { request, isDirect }: OnTheWay<Addressee>,
  answer: Answer,
): Response | Promise<Response> {
  // What leads to the client holds a code (RFC 9700 §4.2).
  c.header('Referrer-Policy', 'no-referrer');
  c.header('Cache-Control', 'no-store');
  if (request.responseMode === 'form_post') return postAnswer(c, deps, request, answer);
  const to = answerUrl(deps.issuer, request, answer);
  if (isDirect) return c.redirect(to, 303);
  return c.html(<Leaving page={bareContext(c, deps)} to={to} />, 200);
}

/** A page whose one form may go to the client, and to nobody else. */
function postAnswer(
  c: Context,
  deps: OnTheWayDeps,
  request: Addressee,
  answer: Answer,
): Response | Promise<Response> {
  const to = request.redirectUri;
  const allowed = { forms: new URL(to).origin, inline: POSTING_SCRIPT };
  c.header('Content-Security-Policy', policyOf(deps.brand, new URL(c.req.url).origin, allowed));
  const fields = answerFields(deps.issuer, request, answer);
  return c.html(<Posting page={bareContext(c, deps)} to={to} fields={fields} />, 200);
}
