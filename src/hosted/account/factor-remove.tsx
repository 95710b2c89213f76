import { type Context, Hono } from 'hono';
import * as z from 'zod';
import { clientInfo } from '../../http/client-info.ts';
import { notFound } from '../../http/errors.ts';
import { pageHeaders } from '../../kit/page-headers.ts';
import type { LimitDeps } from '../../limits/limit.ts';
import { factorNeeded } from '../../second-step/errors.ts';
import type { FactorView } from '../../second-step/factor-view.ts';
import type { ListFactors } from '../../second-step/list-factors.ts';
import type { RemoveFactor, RemoveFactorDeps } from '../../second-step/remove-factor.ts';
import type { Clock } from '../../shared/clock.ts';
import { limitPageByUser } from '../web/limit-page.tsx';
import { signedIn } from '../web/open-page.ts';
import type { PageDeps } from '../web/page-deps.ts';
import { pageOf, sessionOf } from '../web/page-of.ts';
import { readForm } from '../web/read-form.tsx';
import { act } from './act.ts';
import { backToList } from './back-to-list.ts';
import { NeededView, RemoveFactorView } from './factor-remove-view.tsx';
import { freshPage } from './fresh-page.ts';
import { sayAndGo } from './notices.ts';
import { type Problems, problemOf } from './problems.tsx';
import { SECURITY } from './security-paths.ts';

export type RemoveFactorPageDeps = PageDeps &
  LimitDeps & {
    listFactors: ListFactors;
    removeFactor: RemoveFactor;
    needsFactor: RemoveFactorDeps['needsFactor'];
    clock: Clock;
  };

/** Each kind of factor, with the limit of the API's route that removes it. */
const KINDS = {
  passkey: { scope: 'passkey_remove', done: 'passkey_removed' },
  totp: { scope: 'factor_remove', done: 'totp_removed' },
} as const;
type Kind = keyof typeof KINDS;

/**
 * `/account/security/{passkeys,totp}/{id}/remove`: asks, then removes. Shares the limits of the
 * API. What is gone leads back to the list, as do factors of others and unknown ids.
 */
export const removeFactorPage = (provide: (c: Context) => RemoveFactorPageDeps, kind: Kind) =>
  new Hono({ strict: false })
    .get(
      '/:id/remove',
      pageHeaders(provide),
      signedIn(provide, limitPageByUser(provide, 'factors')),
      freshPage(provide),
      (c) => ask(c, provide(c), { kind, id: c.req.param('id') }),
    )
    .post(
      '/:id/remove',
      pageHeaders(provide),
      signedIn(provide, limitPageByUser(provide, KINDS[kind].scope)),
      freshPage(provide),
      readForm(provide, z.object({})),
      (c) => remove(c, provide(c), { kind, id: c.req.param('id') }),
    );

type Removing = { kind: Kind; id: string };
type Asking = { problems?: Problems; status?: number; isNeeded?: boolean };

async function ask(
  c: Context,
  deps: RemoveFactorPageDeps,
  { kind, id }: Removing,
  { problems = {}, status = 200, isNeeded = false }: Asking = {},
): Promise<Response> {
  const { user } = sessionOf(c);
  const { factors } = await deps.listFactors(user.id);
  const factor = findOne(factors, { kind, id });
  if (factor === undefined) return backToList(c, SECURITY);
  const about = { page: pageOf(c), user, kind, factor, isLast: factors.length === 1 };
  if (isNeeded || (about.isLast && deps.needsFactor(user)))
    return c.html(<NeededView {...about} />, status as 409);
  return c.html(<RemoveFactorView {...about} {...problems} />, status as 200);
}

const findOne = (factors: FactorView[], { kind, id }: Removing) =>
  factors.find((factor) => factor.id === id && factor.kind === kind);

async function remove(
  c: Context,
  deps: RemoveFactorPageDeps,
  removing: Removing,
): Promise<Response> {
  const { user, claims } = sessionOf(c);
  const { kind, id: factorId } = removing;
  const done = () => sayAndGo(c, deps, { key: KINDS[kind].done, to: SECURITY });
  const work = async () => {
    const { factors } = await deps.listFactors(user.id);
    if (findOne(factors, removing) === undefined) throw notFound();
    await deps.removeFactor({ user, sessionId: claims.sid, factorId, client: clientInfo(c) });
    return done();
  };
  return act(c, deps, work, async (refusal, status) => {
    // Of two requests, the second one finds it gone: what was asked for is done.
    if (refusal.code === notFound.code) return done();
    if (refusal.code === factorNeeded.code)
      return ask(c, deps, removing, { isNeeded: true, status });
    const problems = problemOf(pageOf(c), refusal);
    if (problems === null) return null;
    // It may have been removed although that failed.
    const { factors } = await deps.listFactors(user.id);
    if (findOne(factors, removing) === undefined) return done();
    return ask(c, deps, removing, { problems, status });
  });
}
