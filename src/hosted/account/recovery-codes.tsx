import { type Context, Hono } from 'hono';
import * as z from 'zod';
import { clientInfo } from '../../http/client-info.ts';
import { pageHeaders } from '../../kit/page-headers.ts';
import type { LimitDeps } from '../../limits/limit.ts';
import { factorMissing } from '../../second-step/errors.ts';
import type { ReplaceRecoveryCodes } from '../../second-step/recovery-codes/replace-recovery-codes.ts';
import type { Clock } from '../../shared/clock.ts';
import { hasPossession } from '../../step-up/fresh-proof.ts';
import type { Flash } from '../web/flash.ts';
import { limitPageByUser } from '../web/limit-page.tsx';
import { signedIn } from '../web/open-page.ts';
import type { PageDeps } from '../web/page-deps.ts';
import { pageOf, sessionOf } from '../web/page-of.ts';
import { readForm } from '../web/read-form.tsx';
import { act } from './act.ts';
import { freshPage, isFresh, proveFirst } from './fresh-page.ts';
import { sayAndGo, takeNotice } from './notices.ts';
import { problemOf } from './problems.tsx';
import { MakeCodesView, NoFactorView, ShownCodesView } from './recovery-codes-view.tsx';
import { RECOVERY_CODES } from './security-paths.ts';

export type RecoveryCodesPageDeps = PageDeps &
  LimitDeps & { replaceRecoveryCodes: ReplaceRecoveryCodes; clock: Clock };

/**
 * `/account/security/recovery-codes`: makes new codes, and shows those just made, once. Shares the
 * limit of the API's `mfa/recovery-codes`.
 */
export const recoveryCodesPage = (provide: (c: Context) => RecoveryCodesPageDeps) =>
  new Hono({ strict: false })
    .get('/', pageHeaders(provide), signedIn(provide), async (c) => {
      const { page, session } = c.var;
      const { user } = session;
      const deps = provide(c);
      const made = await takeNotice(c, deps, ['recovery_codes_made']);
      const codes = codesIn(made);
      if (codes !== null) return c.html(<ShownCodesView {...{ page, user, codes, made }} />, 200);
      // An account without a factor has no codes to protect, so this page needs no proof.
      if (!hasPossession(user)) return c.html(<NoFactorView page={page} user={user} />, 200);
      if (!isFresh(session, deps.clock)) return proveFirst(c);
      return c.html(<MakeCodesView page={page} user={user} />, 200);
    })
    .post(
      '/',
      pageHeaders(provide),
      signedIn(provide, limitPageByUser(provide, 'recovery_codes')),
      freshPage(provide),
      readForm(provide, z.object({})),
      (c) => make(c, provide(c)),
    );

/** The codes that came with a notice; null for any other. */
function codesIn(flash: Flash | null): string[] | null {
  const codes = flash?.data?.codes;
  return Array.isArray(codes) ? codes : null;
}

async function make(c: Context, deps: RecoveryCodesPageDeps): Promise<Response> {
  const { user, claims } = sessionOf(c);
  const page = pageOf(c);
  const asked = { user, sessionId: claims.sid, client: clientInfo(c) };
  const work = async () => {
    const codes = await deps.replaceRecoveryCodes(asked);
    return sayAndGo(c, deps, { key: 'recovery_codes_made', data: { codes }, to: RECOVERY_CODES });
  };
  return act(c, deps, work, (refusal, status) => {
    if (refusal.code === factorMissing.code)
      return c.html(<NoFactorView page={page} user={user} />, 409);
    const problems = problemOf(page, refusal);
    const again = { page, user, ...problems };
    return problems && c.html(<MakeCodesView {...again} />, status as 503);
  });
}
