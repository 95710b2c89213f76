import { type Context, Hono } from 'hono';
import * as z from 'zod';
import { clientInfo } from '../../http/client-info.ts';
import { notFound } from '../../http/errors.ts';
import { pageHeaders } from '../../kit/page-headers.ts';
import { type LimitDeps, limitByUser } from '../../limits/limit.ts';
import { otpInvalid } from '../../one-time-secrets/errors.ts';
import { codeSchema } from '../../one-time-secrets/schemas.ts';
import { type CompleteEnrolment, usedByEnrolment } from '../../second-step/complete-enrolment.ts';
import type { BeginTotp } from '../../second-step/totp/begin-totp.ts';
import type { ConfirmTotp } from '../../second-step/totp/confirm-totp.ts';
import type { ShowTotp } from '../../second-step/totp/show-totp.ts';
import { TOTP } from '../../second-step/totp/totp-secrets.ts';
import { openDoor } from '../web/open-page.ts';
import { pageOf } from '../web/page-of.ts';
import { readForm } from '../web/read-form.tsx';
import { withReturn } from '../web/return-to.ts';
import { type AfterSetUpDeps, afterSetUp } from './after-set-up.ts';
import { type EnrollingDeps, enrolling, type WaitingEnroller } from './enrolling.ts';
import { refusalOf } from './refusal.ts';
import { BeginTotp as BeginTotpPage, ScanTotp, SET_UP } from './set-up-view.tsx';

export type SetUpTotpDeps = EnrollingDeps &
  LimitDeps &
  AfterSetUpDeps & {
    beginTotp: BeginTotp;
    showTotp: ShowTotp;
    confirmTotp: ConfirmTotp;
    completeEnrolment: CompleteEnrolment;
    /** Milliseconds. */
    codeTtl: number;
  };

const codeForm = z.object({ otp: codeSchema });

/** `/second-step/set-up/totp`: an authenticator app. Shares the limits of the API's `mfa/totp`. */
export const setUpTotpPage = (provide: (c: Context) => SetUpTotpDeps) =>
  new Hono({ strict: false })
    .get('/', pageHeaders(provide), openDoor(provide), enrolling(provide, TOTP), (c) =>
      c.html(<BeginTotpPage page={c.var.page} />, 200),
    )
    .post(
      '/',
      pageHeaders(provide),
      openDoor(provide),
      readForm(provide, z.object({})),
      enrolling(provide, TOTP, limitByUser(provide, 'totp')),
      async (c) => {
        const { user, pending } = c.var.enroller;
        const { id } = await provide(c).beginTotp({ user, begunBy: pending.id, label: null });
        return c.redirect(withReturn(`${SET_UP}/totp/${id}`, c.var.page.returnTo), 303);
      },
    )
    .get('/:id', pageHeaders(provide), openDoor(provide), enrolling(provide, TOTP), async (c) => {
      const { page, enroller } = c.var;
      const shown = { user: enroller.user, begunBy: enroller.pending.id, id: c.req.param('id') };
      const totp = await provide(c).showTotp(shown);
      return totp === null ? tooLate(c, provide(c)) : c.html(<ScanTotp {...{ page, totp }} />, 200);
    })
    .post(
      '/:id',
      pageHeaders(provide),
      openDoor(provide),
      readForm(provide, codeForm),
      enrolling(provide, TOTP, limitByUser(provide, 'totp_confirm')),
      (c) =>
        confirm(c, provide(c), {
          enroller: c.var.enroller,
          id: c.req.param('id'),
          code: c.var.form.data?.otp ?? null,
        }),
    );

type Confirming = { enroller: WaitingEnroller; id: string; code: string | null };

async function confirm(
  c: Context,
  deps: SetUpTotpDeps,
  { enroller, id, code }: Confirming,
): Promise<Response> {
  const { user, pending } = enroller;
  const client = clientInfo(c);
  const words = pageOf(c).words.secondStep.totp;
  const about = { enroller, id };
  if (code === null) return askAgain(c, deps, { ...about, message: words.missing, status: 400 });
  const input = {
    ...{ user, begunBy: pending.id, standing: { signInId: pending.id }, sessionId: null },
    ...{ id, code, client, along: usedByEnrolment(enroller, deps.codeTtl) },
  };
  try {
    const { signIn, answer } = await deps.confirmTotp(input, async (confirmed) => ({
      ...confirmed,
      signIn: await deps.completeEnrolment({ enroller, proof: TOTP, factorId: id, client }),
    }));
    return await afterSetUp(c, deps, { signIn, codes: answer.recovery_codes });
  } catch (error) {
    const { refusal, status } = refusalOf(c, error);
    if (refusal.code === notFound.code) return tooLate(c, deps);
    if (refusal.code !== otpInvalid.code) throw error;
    return askAgain(c, deps, { ...about, message: words.wrong, status });
  }
}

async function askAgain(
  c: Context,
  deps: SetUpTotpDeps,
  { enroller, id, message, status }: Omit<Confirming, 'code'> & { message: string; status: number },
): Promise<Response> {
  const totp = await deps.showTotp({ user: enroller.user, begunBy: enroller.pending.id, id });
  if (totp === null) return tooLate(c, deps);
  const errors = [{ field: 'otp', message }];
  return c.html(<ScanTotp page={pageOf(c)} totp={totp} errors={errors} />, status as 400);
}

/** A secret that was not confirmed in time: another one is made. */
async function tooLate(c: Context, { flashes }: SetUpTotpDeps): Promise<Response> {
  await flashes.set(c, { key: 'set_up_expired' });
  return c.redirect(withReturn(SET_UP, pageOf(c).returnTo), 303);
}
