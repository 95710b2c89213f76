import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import {
  hasOneOf,
  lacksTwoFactors,
  type StaffRules,
  secondFactorRequired,
} from '../admin/require-role.ts';
import { STEP_UP } from '../hosted/account/step-up-view.tsx';
import { limitPageByUser } from '../hosted/web/limit-page.tsx';
import { signedIn } from '../hosted/web/open-page.ts';
import type { PageDeps, SignedInVariables } from '../hosted/web/page-deps.ts';
import { withReturn } from '../hosted/web/return-to.ts';
import { forbidden } from '../http/errors.ts';
import { noteProblem } from '../http/request-log.ts';
import { LinkButton } from '../kit/button.tsx';
import type { PageContext } from '../kit/page-context.ts';
import { pageHeaders } from '../kit/page-headers.ts';
import type { LimitDeps } from '../limits/limit.ts';
import type { SignedIn } from '../sessions/resolve-principal.ts';
import { hasPossession } from '../step-up/fresh-proof.ts';
import { ConsoleDoor, inEnglish } from './frame.tsx';

export type GateDeps = PageDeps & LimitDeps & StaffRules;
type Provide = (c: Context) => GateDeps;

/** Where one sets up a second step. */
const SECURITY = '/account/security';

/**
 * What every page of the console begins with: somebody signed in, who is staff or an admin as
 * stored now, with two factors where staff must have them. Others are led to sign in, are refused,
 * or are led to a second step, in this order, so that nobody else hears of the console. Shares the
 * limit of the API's routes.
 */
export const staffOnly = (provide: Provide, scope: 'admin_read' | 'admin_act' | 'admin_export') =>
  [
    pageHeaders(provide),
    signedIn(provide, limitPageByUser(provide, scope)),
    onlyStaff(provide),
  ] as const;

const onlyStaff = (provide: Provide) =>
  createMiddleware<{ Variables: SignedInVariables }>(async (c, next) => {
    const { session } = c.var;
    if (!hasOneOf(session, ['staff', 'admin'])) throw forbidden();
    const page = inEnglish(c.var.page);
    c.set('page', page);
    if (!lacksTwoFactors(session, provide(c))) return next();
    noteProblem(c, secondFactorRequired.code);
    const { pathname, search } = new URL(c.req.url);
    const here = c.req.method === 'POST' ? pathname : pathname + search;
    const canProve = hasPossession(session.user);
    const to = canProve ? withReturn(STEP_UP, here) : SECURITY;
    return c.html(<TwoStepsFirst page={page} canProve={canProve} to={to} />, 403);
  });

/** Whether somebody may act in the console, not only read. */
export const mayAct = (session: SignedIn): boolean => hasOneOf(session, ['admin']);

const TwoStepsFirst = ({
  page,
  canProve,
  to,
}: {
  page: PageContext;
  canProve: boolean;
  to: string;
}) => (
  <ConsoleDoor page={page} title="The console needs a second step">
    <p>
      {canProve
        ? 'You signed in without your second step. Use it now, and we’ll bring you back here.'
        : 'Everyone who works here signs in with two steps. Add a passkey or an authenticator ' +
          'app to your account, then come back and use it.'}
    </p>
    <div class="btns">
      <LinkButton look="go" href={to}>
        {canProve ? 'Use my second step' : 'Set up a second step'}
      </LinkButton>
    </div>
  </ConsoleDoor>
);
