import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import { document, documentedBy } from '../../http/contract.ts';
import { readRefreshCookie } from '../../http/cookies.ts';
import { noteActor } from '../../http/request-log.ts';
import { contextOf } from './page-context.ts';
import { isFromOwnPage } from './page-csrf.ts';
import type { PageDeps, PageVariables, ProvidePages, SignedInVariables } from './page-deps.ts';
import type { PageSession } from './page-session.ts';
import { withReturn } from './return-to.ts';

/** Runs beside the guard's call, as a limit by user does. */
type Alongside = (c: Context, userId: string) => Promise<unknown>;

/** Opens a page that needs to know nobody: makes no call. */
export const openDoor = (provide: ProvidePages) =>
  createMiddleware<{ Variables: PageVariables }>(async (c, next) => {
    c.set('session', null);
    c.set('page', await contextOf(c, provide(c), null));
    await next();
  });

/**
 * Opens a page for anyone: `c.var.session` is who is signed in, or null. One call of the guard
 * where a refresh cookie comes, none elsewhere. Throws `storage_unavailable`, and what `alongside`
 * throws.
 */
export function openPage(provide: ProvidePages, alongside?: Alongside) {
  const middleware = createMiddleware<{ Variables: PageVariables }>(async (c, next) => {
    const session = await sessionOf(c, provide(c), alongside);
    c.set('session', session);
    c.set('page', await contextOf(c, provide(c), session));
    await next();
  });
  return documented(middleware, alongside);
}

/**
 * Opens a page for somebody who is signed in; leads anyone else to sign in and back. A form whose
 * session is over says so there. Throws as {@link openPage}.
 */
export function signedIn(provide: ProvidePages, alongside?: Alongside) {
  const middleware = createMiddleware<{ Variables: SignedInVariables }>(async (c, next) => {
    const deps = provide(c);
    const session = await sessionOf(c, deps, alongside);
    if (session === null) return signInFirst(c, deps);
    c.set('session', session);
    c.set('page', await contextOf(c, deps, session));
    return next();
  });
  return documented(middleware, alongside);
}

const documented = <M extends object>(middleware: M, alongside?: Alongside): M => {
  const about = alongside === undefined ? undefined : documentedBy(alongside);
  return about === undefined ? middleware : document(middleware, about);
};

async function sessionOf(
  c: Context,
  { findPageSession, browser }: PageDeps,
  alongside?: Alongside,
): Promise<PageSession | null> {
  const token = readRefreshCookie(c, browser.isOldToken);
  if (token === null) return null;
  const session = await findPageSession(token, async (userId) => alongside?.(c, userId));
  if (session !== null) noteActor(c, { userId: session.user.id, sessionId: session.claims.sid });
  return session;
}

async function signInFirst(c: Context, { flashes, returnRules }: PageDeps): Promise<Response> {
  const { pathname, search } = new URL(c.req.url);
  const isForm = c.req.method === 'POST';
  if (isForm && isFromOwnPage(c, returnRules.own)) await flashes.set(c, { key: 'nothing_saved' });
  return c.redirect(withReturn('/sign-in', isForm ? pathname : pathname + search), 303);
}
