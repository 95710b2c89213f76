import { type Context, Hono } from 'hono';
import { type AuthenticateDeps, authenticate } from '../http/authenticate.ts';
import { clientInfo } from '../http/client-info.ts';
import { validate } from '../http/contract.ts';
import { type LimitDeps, limitByAddress, limitByUser } from '../limits/limit.ts';
import type { SignedIn } from '../sessions/resolve-principal.ts';
import type { Clock } from '../shared/clock.ts';
import { freshProof } from '../step-up/fresh-proof.ts';
import type { ChangeEmail } from './change-email.ts';
import { confirmBody, confirmDoc, requestBody, requestDoc } from './email-change-docs.ts';

export type EmailChangeRoutesDeps = AuthenticateDeps<SignedIn> &
  LimitDeps & { changeEmail: ChangeEmail; clock: Clock };

/** `/api/v1/auth/email/change`: moving an account to another address. */
export const emailChangeRoutes = (provide: (c: Context) => EmailChangeRoutesDeps) =>
  new Hono({ strict: false })
    .post(
      '/email/change',
      requestDoc,
      authenticate(provide, limitByUser(provide, 'email_change')),
      freshProof(provide),
      validate('json', requestBody),
      async (c) => {
        const { user, claims } = c.var.principal;
        const { new_email: email, password } = c.req.valid('json');
        await provide(c).changeEmail.request({
          user,
          sessionId: claims.sid,
          email,
          password,
          client: clientInfo(c),
        });
        return c.json({ message: 'Check the inbox of the new address to confirm it.' }, 200);
      },
    )
    .post(
      '/email/change/confirm',
      confirmDoc,
      limitByAddress(provide, 'email_change_confirm', { overlap: true }),
      validate('json', confirmBody),
      async (c) => {
        await provide(c).changeEmail.confirm({
          token: c.req.valid('json').token,
          client: clientInfo(c),
        });
        return c.json({ message: 'Your email address has changed.' }, 200);
      },
    );
