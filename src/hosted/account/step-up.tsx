import { type Context, Hono } from 'hono';
import * as z from 'zod';
import { clientInfo } from '../../http/client-info.ts';
import { pageHeaders } from '../../kit/page-headers.ts';
import { type LimitDeps, limitByUser } from '../../limits/limit.ts';
import { type StepUp, stepUpMethods } from '../../second-step/step-up.ts';
import { deliverSignIn } from '../../sessions/token-answer.ts';
import type { Method } from '../../step-up/proofs.ts';
import { describeRefusal, missingOf } from '../door/describe-refusal.tsx';
import { proofForm, proofIn } from '../door/given-proof.ts';
import { inOrder } from '../door/other-ways.tsx';
import { refusalOf } from '../door/refusal.ts';
import { ACCOUNT, leave } from '../web/leave.tsx';
import { signedIn } from '../web/open-page.ts';
import type { PageDeps } from '../web/page-deps.ts';
import { pageOf, sessionOf } from '../web/page-of.ts';
import { readForm } from '../web/read-form.tsx';
import { withReturn } from '../web/return-to.ts';
import { sessionOver } from './session-over.ts';
import { AskForStepUpCode, STEP_UP, StepUpPage, type StepUpProps } from './step-up-view.tsx';

export type StepUpPageDeps = PageDeps &
  LimitDeps & {
    stepUp: StepUp;
    /** Life of a code in milliseconds. */
    codeTtl: number;
  };

/**
 * `/account/step-up`: proving oneself again, then back to where one was, which is a path of ours.
 * Shares the limits of the API's `step-up`.
 */
export const stepUpPage = (provide: (c: Context) => StepUpPageDeps) =>
  new Hono({ strict: false })
    .get('/', pageHeaders(provide), signedIn(provide), ownReturn, (c) =>
      show(c, provide(c), { by: c.req.query('by'), isSent: c.req.query('sent') !== undefined }),
    )
    .post(
      '/code',
      pageHeaders(provide),
      signedIn(provide, limitByUser(provide, 'step_up_options')),
      ownReturn,
      readForm(provide, z.object({})),
      (c) => sendCode(c, provide(c)),
    )
    .get('/code', pageHeaders(provide), signedIn(provide), ownReturn, (c) =>
      c.redirect(withReturn(STEP_UP, c.var.page.returnTo), 303),
    )
    .post(
      '/',
      pageHeaders(provide),
      signedIn(provide, limitByUser(provide, 'step_up')),
      ownReturn,
      readForm(provide, proofForm),
      (c) => take(c, provide(c), c.var.form.fields),
    );

/** Only what one was doing here needs a fresh proof. */
async function ownReturn(c: Context, next: () => Promise<void>): Promise<void> {
  const page = pageOf(c);
  if (page.returnTo?.startsWith('/') !== true) c.set('page', { ...page, returnTo: ACCOUNT });
  await next();
}

async function take(
  c: Context,
  deps: StepUpPageDeps,
  fields: Record<string, string>,
): Promise<Response> {
  const [page, session] = [pageOf(c), sessionOf(c)];
  const [method] = inOrder(stepUpMethods(session.user), fields.by);
  if (method === undefined) return show(c, deps, { by: undefined, isSent: false });
  const given = proofIn(method, fields);
  const again = { by: method, isSent: true };
  if (given === null) return show(c, deps, { ...again, status: 400, ...missingOf(page, method) });
  try {
    const client = clientInfo(c);
    const renewed = await deps.stepUp.take({ signedIn: session, given, client });
    deliverSignIn(c, renewed, deps.browser, { byCookie: true });
    return await leave(c, page);
  } catch (error) {
    const { refusal, status } = refusalOf(c, error);
    if (refusal.kind === 'token_refused') return sessionOver(c, deps, page.returnTo);
    const described = describeRefusal(page, { method, refusal });
    if (described === null) throw error;
    return show(c, deps, { ...again, status, ...described });
  }
}

/** Mails a code, if that is the account's only way. Opening the page mails nothing. */
async function sendCode(c: Context, { stepUp }: StepUpPageDeps): Promise<Response> {
  const [page, session] = [pageOf(c), sessionOf(c)];
  if (stepUpMethods(session.user).includes('email_otp')) await stepUp.offer(session, clientInfo(c));
  return c.redirect(withReturn(`${STEP_UP}?sent=1`, page.returnTo), 303);
}

type Showing = { by: string | undefined; isSent: boolean; status?: number } & Pick<
  StepUpProps,
  'problem' | 'errors'
>;

async function show(
  c: Context,
  { stepUp, codeTtl }: StepUpPageDeps,
  { by, isSent, status = 200, ...about }: Showing,
): Promise<Response> {
  const [page, session] = [pageOf(c), sessionOf(c)];
  const { user } = session;
  const [method = 'password', ...others] = inOrder(stepUpMethods(user), by);
  if (method === 'email_otp' && !isSent)
    return c.html(<AskForStepUpCode page={page} email={user.email} {...about} />, status as 200);
  const methods: [Method, ...Method[]] = [method, ...others];
  // Possession never mails.
  const offered =
    method === 'passkey' ? (await stepUp.offer(session, clientInfo(c))).offer : undefined;
  const passkey = offered?.passkey_options;
  const shown = { page, methods, passkey, email: user.email, codeTtl };
  return c.html(<StepUpPage {...shown} {...about} />, status as 200);
}
