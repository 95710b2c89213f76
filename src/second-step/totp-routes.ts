import { type Context, Hono } from 'hono';
import { clientInfo } from '../http/client-info.ts';
import { validate, validateOptional } from '../http/contract.ts';
import { type LimitDeps, limitByUser } from '../limits/limit.ts';
import type { Browser } from '../sessions/token-answer.ts';
import {
  type AuthenticateEnrollerDeps,
  authenticateEnroller,
  type Enroller,
} from './authenticate-enroller.ts';
import { answerEnrolment, type CompleteEnrolment, usedByEnrolment } from './complete-enrolment.ts';
import { factorParam } from './own-factor-docs.ts';
import type { BeginTotp } from './totp/begin-totp.ts';
import type { ConfirmTotp } from './totp/confirm-totp.ts';
import { TOTP } from './totp/totp-secrets.ts';
import { confirmBody, confirmDoc, totpBody, totpDoc } from './totp-docs.ts';

export type TotpRoutesDeps = AuthenticateEnrollerDeps &
  LimitDeps & {
    beginTotp: BeginTotp;
    confirmTotp: ConfirmTotp;
    completeEnrolment: CompleteEnrolment;
    browser: Browser;
    /** Milliseconds. */
    codeTtl: number;
  };

/** `/api/v1/auth/mfa/totp`: setting up authenticator apps. */
export const totpRoutes = (provide: (c: Context) => TotpRoutesDeps) =>
  new Hono({ strict: false })
    .post(
      '/mfa/totp',
      totpDoc,
      authenticateEnroller(provide, { method: TOTP, fresh: true }, limitByUser(provide, 'totp')),
      validateOptional(totpBody),
      async (c) => {
        const { enroller } = c.var;
        const { label } = c.req.valid('json') ?? {};
        const { user } = enroller;
        const { begunBy } = standingOf(enroller);
        const begun = { user, begunBy, label: label || null };
        return c.json(await provide(c).beginTotp(begun), 201);
      },
    )
    .post(
      '/mfa/totp/:id/confirm',
      confirmDoc,
      authenticateEnroller(
        provide,
        { method: TOTP, fresh: false },
        limitByUser(provide, 'totp_confirm'),
      ),
      validate('param', factorParam),
      validate('json', confirmBody),
      async (c) => {
        const { browser, confirmTotp, completeEnrolment, codeTtl } = provide(c);
        const { enroller } = c.var;
        const { id } = c.req.valid('param');
        const client = clientInfo(c);
        const input = {
          ...standingOf(enroller),
          ...{ user: enroller.user, id, code: c.req.valid('json').otp, client },
          along: usedByEnrolment(enroller, codeTtl),
        };
        const { signIn, answer } = await confirmTotp(input, async (confirmed) => ({
          ...confirmed,
          signIn: await completeEnrolment({ enroller, proof: TOTP, factorId: id, client }),
        }));
        return c.json(answerEnrolment(c, signIn, browser, answer), 200);
      },
    );

// What began to set an app up, and where its tries are counted.
function standingOf({ session, pending }: Enroller) {
  if (session === null)
    return { begunBy: pending.id, standing: { signInId: pending.id }, sessionId: null };
  const { sid: sessionId } = session.claims;
  return { begunBy: sessionId, standing: { sessionId }, sessionId };
}
