import { type Context, Hono } from 'hono';
import type * as z from 'zod';
import { clientInfo } from '../http/client-info.ts';
import { validate } from '../http/contract.ts';
import type { LimitDeps } from '../limits/limit.ts';
import { limitByNameAtGuard } from '../limits/limit-at-guard.ts';
import { otpInvalid } from '../one-time-secrets/errors.ts';
import type { Browser } from '../sessions/token-answer.ts';
import { nameOfBody } from '../users/identifiers.ts';
import { answerSignIn } from './answer.ts';
import type { FinishSignIn, FinishSignInInput } from './finish-sign-in.ts';
import { givenProof } from './proof-fields.ts';
import { doc, body as schema } from './route-docs.ts';

export type SecondStepRoutesDeps = LimitDeps & { finishSignIn: FinishSignIn; browser: Browser };

/** `/api/v1/auth`: the second step of every way to sign in. */
export const secondStepRoutes = (provide: (c: Context) => SecondStepRoutesDeps) =>
  new Hono({ strict: false }).post(
    '/login/otp-verify',
    doc,
    validate('json', schema),
    limitByNameAtGuard(provide, 'second_factor_name', nameOfBody),
    async (c) => {
      const { finishSignIn, browser } = provide(c);
      const signIn = await finishSignIn({
        ...toInput(c.req.valid('json')),
        client: clientInfo(c),
      });
      return c.json(answerSignIn(c, signIn, browser), 200);
    },
  );

function toInput(
  body: z.output<typeof schema>,
): Pick<FinishSignInInput, 'by' | 'given' | 'delivery'> {
  const { mfa_token: mfaToken, email = '', token_delivery: delivery = null } = body;
  const given = givenProof(body);
  if (given === null) throw otpInvalid();
  return { delivery, by: mfaToken === undefined ? { email } : { mfaToken }, given };
}
