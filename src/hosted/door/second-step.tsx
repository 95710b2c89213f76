import { type Context, Hono } from 'hono';
import { clientInfo } from '../../http/client-info.ts';
import { pageHeaders } from '../../kit/page-headers.ts';
import type { LimitDeps } from '../../limits/limit.ts';
import { limitAtGuard } from '../../limits/limit-at-guard.ts';
import type { FinishSignIn } from '../../second-step/finish-sign-in.ts';
import { nameOfBody } from '../../users/identifiers.ts';
import { leave } from '../web/leave.tsx';
import { openDoor, openPage } from '../web/open-page.ts';
import type { PageDeps } from '../web/page-deps.ts';
import { pageOf } from '../web/page-of.ts';
import { readPending } from '../web/pending-cookie.ts';
import { readForm } from '../web/read-form.tsx';
import { withReturn } from '../web/return-to.ts';
import { afterSignIn, goalOf } from './after-sign-in.ts';
import { endWaiting } from './end-waiting.ts';
import { proofForm, proofIn } from './given-proof.ts';
import { inOrder } from './other-ways.tsx';
import { refuseProof, showMissing } from './refuse-proof.ts';
import { SECOND_STEP } from './second-step-view.tsx';
import { type ShowSecondStepDeps, showSecondStep } from './show-second-step.tsx';
import type { ShowSignInDeps } from './show-sign-in.tsx';

export type SecondStepPageDeps = PageDeps &
  LimitDeps &
  ShowSignInDeps &
  ShowSecondStepDeps & { finishSignIn: FinishSignIn };

/** `/second-step`: the second proof of a sign-in that waits in this browser. */
export const secondStepPage = (provide: (c: Context) => SecondStepPageDeps) =>
  new Hono({ strict: false })
    .get('/', pageHeaders(provide), openPage(provide), async (c) => {
      const { page, session } = c.var;
      const waiting = readPending(c);
      if (waiting === null)
        return session === null ? endWaiting(c, provide(c)) : leave(c, page, goalOf(page));
      if (waiting.methods.length === 0)
        return c.redirect(withReturn(`${SECOND_STEP}/set-up`, page.returnTo), 303);
      return showSecondStep(c, provide(c), { waiting, by: c.req.query('by') });
    })
    .post(
      '/',
      pageHeaders(provide),
      openDoor(provide),
      readForm(provide, proofForm),
      limitAtGuard(provide, 'second_factor_name', (c) =>
        nameOfBody({ mfa_token: readPending(c)?.mfaToken }),
      ),
      (c) => takeProof(c, provide(c), c.var.form.fields),
    );

async function takeProof(
  c: Context,
  deps: SecondStepPageDeps,
  fields: Record<string, string>,
): Promise<Response> {
  const waiting = readPending(c);
  const [method] = inOrder(waiting?.methods ?? [], fields.by);
  // Where it leads is decided there: to the end of a finished sign-in, or to a new one.
  if (waiting === null || method === undefined)
    return c.redirect(withReturn(SECOND_STEP, pageOf(c).returnTo), 303);
  const given = proofIn(method, fields);
  if (given === null) return showMissing(c, deps, { waiting, method });
  try {
    const signIn = await deps.finishSignIn({
      by: { mfaToken: waiting.mfaToken },
      given,
      delivery: 'cookie',
      client: clientInfo(c),
    });
    return await afterSignIn(c, signIn, { browser: deps.browser, name: waiting.name });
  } catch (error) {
    return refuseProof(c, deps, { waiting, method, error });
  }
}
