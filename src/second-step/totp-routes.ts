import { type Context, Hono } from 'hono';
import { authenticate } from '../http/authenticate.ts';
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
import type { ListFactors } from './list-factors.ts';
import type { ReplaceRecoveryCodes } from './recovery-codes/replace-recovery-codes.ts';
import type { RemoveFactor } from './remove-factor.ts';
import type { BeginTotp } from './totp/begin-totp.ts';
import type { ConfirmTotp } from './totp/confirm-totp.ts';
import { TOTP } from './totp/totp-secrets.ts';
import {
  confirmBody,
  confirmDoc,
  factorParam,
  listDoc,
  recoveryCodesDoc,
  removeDoc,
  totpBody,
  totpDoc,
} from './totp-docs.ts';

export type TotpRoutesDeps = AuthenticateEnrollerDeps &
  LimitDeps & {
    listFactors: ListFactors;
    beginTotp: BeginTotp;
    confirmTotp: ConfirmTotp;
    replaceRecoveryCodes: ReplaceRecoveryCodes;
    removeFactor: RemoveFactor;
    completeEnrolment: CompleteEnrolment;
    browser: Browser;
    /** Milliseconds. */
    codeTtl: number;
  };

/** `/api/v1/auth/mfa`: authenticator apps, recovery codes, and removing a factor. */
export const totpRoutes = (provide: (c: Context) => TotpRoutesDeps) =>
  new Hono({ strict: false })
    .get('/mfa', listDoc, authenticate(provide, limitByUser(provide, 'factors')), async (c) =>
      c.json(await provide(c).listFactors(c.var.principal.user.id), 200),
    )
    .post(
      '/mfa/totp',
      totpDoc,
      authenticateEnroller(provide, { method: TOTP, fresh: true }, limitByUser(provide, 'totp')),
      validateOptional(totpBody),
      async (c) => {
        const { enroller } = c.var;
        const { label } = c.req.valid('json') ?? {};
        const { user } = enroller;
        const begun = { user, begunBy: placeOf(enroller), label: label || null };
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
      (c) => confirm(c, provide(c), { ...c.req.valid('param'), ...c.req.valid('json') }),
    )
    .post(
      '/mfa/recovery-codes',
      recoveryCodesDoc,
      authenticate(provide, limitByUser(provide, 'recovery_codes')),
      async (c) => {
        const { user, claims } = c.var.principal;
        const asked = { user, sessionId: claims.sid, client: clientInfo(c) };
        return c.json({ recovery_codes: await provide(c).replaceRecoveryCodes(asked) }, 200);
      },
    )
    .delete(
      '/mfa/:id',
      removeDoc,
      authenticate(provide, limitByUser(provide, 'factor_remove')),
      validate('param', factorParam),
      async (c) => {
        const { user, claims } = c.var.principal;
        const { id: factorId } = c.req.valid('param');
        const removing = { user, sessionId: claims.sid, factorId, client: clientInfo(c) };
        await provide(c).removeFactor(removing);
        return c.json({ message: 'The factor was removed.' }, 200);
      },
    );

const placeOf = ({ session, pending }: Enroller) =>
  session === null ? `sign-in:${pending.id}` : `session:${session.claims.sid}`;

async function confirm(
  c: Context<{ Variables: { enroller: Enroller } }>,
  { confirmTotp, completeEnrolment, browser, codeTtl }: TotpRoutesDeps,
  { id, otp }: { id: string; otp: string },
) {
  const { enroller } = c.var;
  const { user, session, pending } = enroller;
  const client = clientInfo(c);
  const sessionId = session?.claims.sid ?? null;
  const input = {
    ...{ user, sessionId, begunBy: placeOf(enroller), id, code: otp, client },
    standing: session === null ? { signInId: pending.id } : { sessionId: session.claims.sid },
    along: usedByEnrolment(enroller, codeTtl),
  };
  const { signIn, answer } = await confirmTotp(input, async ({ answer: about }) => {
    const completing = { enroller, proof: TOTP, factorId: id, client } as const;
    return { signIn: await completeEnrolment(completing), answer: about };
  });
  return c.json(answerEnrolment(c, signIn, browser, answer), 200);
}
