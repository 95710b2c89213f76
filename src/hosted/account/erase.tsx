import { type Context, Hono } from 'hono';
import { createMiddleware } from 'hono/factory';
import * as z from 'zod';
import { type EraseOwnAccountDeps, eraseOwnAccount } from '../../account/erase-own-account.ts';
import { clientInfo } from '../../http/client-info.ts';
import { forbidden } from '../../http/errors.ts';
import type { PageContext } from '../../kit/page-context.ts';
import { pageHeaders } from '../../kit/page-headers.ts';
import type { LimitDeps } from '../../limits/limit.ts';
import { accountLocked } from '../../sessions/errors.ts';
import { takeBackTokens } from '../../sessions/token-answer.ts';
import { type AppError, findAppError } from '../../shared/errors.ts';
import { hasPossession } from '../../step-up/fresh-proof.ts';
import { refusalOf } from '../door/refusal.ts';
import { limitPageByUser } from '../web/limit-page.tsx';
import { openDoor, openPage, signedIn } from '../web/open-page.ts';
import type { PageDeps } from '../web/page-deps.ts';
import { pageOf, sessionOf } from '../web/page-of.ts';
import type { PageSession } from '../web/page-session.ts';
import { readForm } from '../web/read-form.tsx';
import { ERASE } from './data-view.tsx';
import { ErasePage, GoodbyePage, PASSWORD, SURE } from './erase-view.tsx';
import { isFresh, needsProof, proveFirst } from './fresh-page.ts';
import { type Problems, passwordProblemOf, problemAbove, waitInWords } from './problems.tsx';
import { sessionOver } from './session-over.ts';

export type ErasePagesDeps = PageDeps & LimitDeps & EraseOwnAccountDeps;

/** Where somebody is led whose account is gone. */
const GOODBYE = '/goodbye';

/** `/account/data/erase`: erases the account. Shares the limit of the API's route. */
export const erasePages = (provide: (c: Context) => ErasePagesDeps) =>
  new Hono({ strict: false })
    .get('/data/erase', pageHeaders(provide), signedIn(provide), (c) => {
      const { page, session } = c.var;
      if (!asksPassword(session) && !isFresh(session, provide(c).clock))
        return proveFirst(c, ERASE);
      const about = { page, session, asksPassword: asksPassword(session) };
      return c.html(<ErasePage {...about} />, 200);
    })
    .post(
      '/data/erase',
      pageHeaders(provide),
      openPage(provide, limitPageByUser(provide, 'account_erase')),
      unlessErased(provide),
      readForm(provide, z.object({})),
      (c) => erase(c, provide(c), c.var.form.fields),
    );

/** `/goodbye`: what somebody sees whose account is gone. Anyone else is led to sign in. */
export const goodbyePage = (provide: (c: Context) => PageDeps) =>
  new Hono({ strict: false }).get('/', pageHeaders(provide), openDoor(provide), async (c) => {
    const flash = await provide(c).flashes.take(c);
    if (flash?.key !== 'account_erased') return c.redirect('/sign-in', 303);
    return c.html(<GoodbyePage page={c.var.page} />, 200);
  });

/**
 * The password proves it, as the API has it; possession does where there is any, and anything else
 * where there is no password.
 */
const asksPassword = ({ user }: PageSession): boolean => user.hasPassword && !hasPossession(user);

/** A second press of the button comes when there is no account any more: the first one's answer. */
const unlessErased = (provide: (c: Context) => ErasePagesDeps) =>
  createMiddleware(async (c, next) => {
    if (c.get('session') !== null) return next();
    const deps = provide(c);
    const flash = await deps.flashes.take(c);
    if (flash?.key !== 'account_erased') return sessionOver(c, deps, ERASE);
    await deps.flashes.set(c, flash);
    return c.redirect(GOODBYE, 303);
  });

/** Why an account was not erased, in words; null for a refusal without words of its own. */
function problemOf(page: PageContext, refusal: AppError): Problems | null {
  const { erase: words } = page.words.data;
  if (refusal.code === forbidden.code) return problemAbove(page, words.last, words.lastWhat);
  if (refusal.code === accountLocked.code)
    return problemAbove(page, words.locked, words.lockedWhat(waitInWords(page, refusal)));
  return passwordProblemOf(page, refusal, { field: PASSWORD, wrong: words.passwordWrong });
}

async function erase(
  c: Context,
  deps: ErasePagesDeps,
  fields: Record<string, string>,
): Promise<Response> {
  const [page, session] = [pageOf(c), sessionOf(c)];
  const asked = asksPassword(session);
  const password = asked ? fields[PASSWORD] || undefined : undefined;
  const { erase: words } = page.words.data;
  const isSure = fields[SURE] !== undefined;
  const errors = [
    ...(asked && password === undefined
      ? [{ field: PASSWORD, message: words.passwordMissing }]
      : []),
    ...(isSure ? [] : [{ field: SURE, message: words.sureMissing }]),
  ];
  const about = { page, session, asksPassword: asked, isSure };
  if (errors.length > 0) return c.html(<ErasePage {...about} errors={errors} />, 400);
  try {
    await eraseOwnAccount(deps, { signedIn: session, password, client: clientInfo(c) });
  } catch (error) {
    if (needsProof(error)) return proveFirst(c, ERASE);
    if (findAppError(error) === undefined) throw error;
    const { refusal, status } = refusalOf(c, error);
    const problem = problemOf(page, refusal);
    if (problem === null) throw error;
    return c.html(<ErasePage {...about} {...problem} />, status as 401);
  }
  takeBackTokens(c, deps.browser);
  await deps.flashes.set(c, { key: 'account_erased' });
  return c.redirect(GOODBYE, 303);
}
