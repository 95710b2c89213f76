import { type Context, Hono } from 'hono';
import { type AuthenticateDeps, authenticate } from '../http/authenticate.ts';
import { clientInfo } from '../http/client-info.ts';
import { validate } from '../http/contract.ts';
import { presentedToken } from '../http/presented-token.ts';
import { type LimitDeps, limitByUser } from '../limits/limit.ts';
import { otpInvalid } from '../one-time-secrets/errors.ts';
import type { SignedIn } from '../sessions/resolve-principal.ts';
import { type Browser, deliverSignIn } from '../sessions/token-answer.ts';
import { givenProof } from './proof-fields.ts';
import type { StepUp } from './step-up.ts';
import { stepUpBody, stepUpDoc, stepUpOptionsDoc } from './step-up-docs.ts';

export type StepUpRoutesDeps = AuthenticateDeps<SignedIn> &
  LimitDeps & { stepUp: StepUp; browser: Browser };

/** `/api/v1/auth/step-up`: proving oneself again in a session (RFC 9470). */
export const stepUpRoutes = (provide: (c: Context) => StepUpRoutesDeps) =>
  new Hono({ strict: false })
    .post(
      '/step-up/options',
      stepUpOptionsDoc,
      authenticate(provide, limitByUser(provide, 'step_up_options')),
      async (c) => {
        const { methods, offer } = await provide(c).stepUp.offer(c.var.principal, clientInfo(c));
        return c.json({ methods, ...offer }, 200);
      },
    )
    .post(
      '/step-up',
      stepUpDoc,
      authenticate(provide, limitByUser(provide, 'step_up')),
      validate('json', stepUpBody),
      async (c) => {
        const given = givenProof(c.req.valid('json'));
        if (given === null) throw otpInvalid();
        const { stepUp, browser } = provide(c);
        const signedIn = c.var.principal;
        const renewed = await stepUp.take({ signedIn, given, client: clientInfo(c) });
        const byCookie = presentedToken(c) === null;
        return c.json(deliverSignIn(c, renewed, browser, { byCookie }), 200);
      },
    );
