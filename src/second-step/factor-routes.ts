import { type Context, Hono } from 'hono';
import { type AuthenticateDeps, authenticate } from '../http/authenticate.ts';
import { clientInfo } from '../http/client-info.ts';
import { validate } from '../http/contract.ts';
import { type LimitDeps, limitByUser } from '../limits/limit.ts';
import type { SignedIn } from '../sessions/resolve-principal.ts';
import type { Clock } from '../shared/clock.ts';
import { freshProof } from '../step-up/fresh-proof.ts';
import { toUserView } from '../users/user-view.ts';
import { mfaBody, mfaDoc } from './factor-docs.ts';
import type { SetSecondFactor } from './set-second-factor.ts';

export type FactorRoutesDeps = AuthenticateDeps<SignedIn> &
  LimitDeps & { setSecondFactor: SetSecondFactor; clock: Clock };

/** `/api/v1/auth/mfa`: the second factors of a signed-in user. */
export const factorRoutes = (provide: (c: Context) => FactorRoutesDeps) =>
  new Hono({ strict: false }).put(
    '/mfa/email',
    mfaDoc,
    authenticate(provide, limitByUser(provide, 'second_factor_set')),
    freshProof(provide),
    validate('json', mfaBody),
    async (c) => {
      const { user, claims } = c.var.principal;
      const changed = await provide(c).setSecondFactor({
        user,
        sessionId: claims.sid,
        ...c.req.valid('json'),
        client: clientInfo(c),
      });
      return c.json(toUserView(changed), 200);
    },
  );
