import { type Context, Hono } from 'hono';
import * as z from 'zod';
import { type AuthenticateDeps, authenticate } from '../http/authenticate.ts';
import { clientInfo } from '../http/client-info.ts';
import { describeRoute, validate } from '../http/contract.ts';
import { csrfFailed } from '../http/csrf.ts';
import { rateLimited } from '../limits/errors.ts';
import { type LimitDeps, limitByUser } from '../limits/limit.ts';
import { accountLocked, invalidCredentials } from '../sessions/errors.ts';
import type { SignedIn } from '../sessions/resolve-principal.ts';
import { storageUnavailable } from '../shared/errors.ts';
import { tokenErrors } from '../tokens/errors.ts';
import { passwordSchema } from '../users/password-schema.ts';
import { toUserView, userView } from '../users/user-view.ts';
import type { SetSecondFactor } from './set-second-factor.ts';

export type FactorRoutesDeps = AuthenticateDeps<SignedIn> &
  LimitDeps & { setSecondFactor: SetSecondFactor };

const mfaBody = z.object({ enabled: z.boolean(), password: passwordSchema });
const mfaDoc = describeRoute({
  operationId: 'setMailedSecondStep',
  summary: 'Turn two-step sign-in on or off',
  description: [
    'When on, signing in by password also requires a mailed code,',
    'and signing in by mailed code also requires the password.',
  ].join(' '),
  tag: 'Account',
  security: 'access_token',
  answer: {
    status: 200,
    description: 'The updated user.',
    schema: userView,
    example: { mfa_enabled: true },
  },
  errors: [
    ...tokenErrors,
    csrfFailed,
    rateLimited,
    invalidCredentials,
    accountLocked,
    storageUnavailable,
  ],
});

/** `/api/v1/auth/mfa`: the second factors of a signed-in user. */
export const factorRoutes = (provide: (c: Context) => FactorRoutesDeps) =>
  new Hono({ strict: false }).put(
    '/mfa/email',
    mfaDoc,
    authenticate(provide, limitByUser(provide, 'second_factor_set')),
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
