import { type Context, Hono } from 'hono';
import { type AuthenticateDeps, authenticate } from '../http/authenticate.ts';
import { clientInfo } from '../http/client-info.ts';
import { validate } from '../http/contract.ts';
import { type LimitDeps, limitByUser } from '../limits/limit.ts';
import type { SignedIn } from '../sessions/resolve-principal.ts';
import type { Clock } from '../shared/clock.ts';
import { freshProof } from '../step-up/fresh-proof.ts';
import type { ListFactors } from './list-factors.ts';
import { factorParam, listDoc, recoveryCodesDoc, removeDoc } from './own-factor-docs.ts';
import type { ReplaceRecoveryCodes } from './recovery-codes/replace-recovery-codes.ts';
import type { RemoveFactor } from './remove-factor.ts';

export type OwnFactorRoutesDeps = AuthenticateDeps<SignedIn> &
  LimitDeps & {
    listFactors: ListFactors;
    replaceRecoveryCodes: ReplaceRecoveryCodes;
    removeFactor: RemoveFactor;
    clock: Clock;
  };

/** `/api/v1/auth/mfa`: what a user has set up, new recovery codes, and removing a factor. */
export const ownFactorRoutes = (provide: (c: Context) => OwnFactorRoutesDeps) =>
  new Hono({ strict: false })
    .get('/mfa', listDoc, authenticate(provide, limitByUser(provide, 'factors')), async (c) =>
      c.json(await provide(c).listFactors(c.var.principal.user.id), 200),
    )
    .post(
      '/mfa/recovery-codes',
      recoveryCodesDoc,
      authenticate(provide, limitByUser(provide, 'recovery_codes')),
      freshProof(provide),
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
      freshProof(provide),
      validate('param', factorParam),
      async (c) => {
        const { user, claims } = c.var.principal;
        const { id: factorId } = c.req.valid('param');
        const removing = { user, sessionId: claims.sid, factorId, client: clientInfo(c) };
        await provide(c).removeFactor(removing);
        return c.json({ message: 'The factor was removed.' }, 200);
      },
    );
