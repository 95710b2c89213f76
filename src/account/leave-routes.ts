import { type Context, Hono } from 'hono';
import { type AuthenticateDeps, authenticate } from '../http/authenticate.ts';
import { clientInfo } from '../http/client-info.ts';
import { validateOptional } from '../http/contract.ts';
import { type LimitDeps, limitByUser } from '../limits/limit.ts';
import type { SignedIn } from '../sessions/resolve-principal.ts';
import { type Browser, takeBackTokens } from '../sessions/token-answer.ts';
import { freshProof } from '../step-up/fresh-proof.ts';
import { type AnswerExportDeps, answerExport } from './answer-export.ts';
import { type EraseOwnAccountDeps, eraseOwnAccount } from './erase-own-account.ts';
import { eraseBody, eraseDoc, exportDoc } from './leave-docs.ts';

export type LeaveRoutesDeps = AuthenticateDeps<SignedIn> &
  LimitDeps &
  AnswerExportDeps &
  EraseOwnAccountDeps & { browser: Browser };

/** `/api/v1/auth/account`: exporting and erasing the account. */
export const leaveRoutes = (provide: (c: Context) => LeaveRoutesDeps) =>
  new Hono({ strict: false })
    .get(
      '/account/export',
      exportDoc,
      authenticate(provide, limitByUser(provide, 'account_export')),
      freshProof(provide),
      (c) => answerExport(c, provide(c), c.var.principal),
    )
    .delete(
      '/account',
      eraseDoc,
      authenticate(provide, limitByUser(provide, 'account_erase')),
      validateOptional(eraseBody),
      async (c) => {
        const { password } = c.req.valid('json');
        const signedIn = c.var.principal;
        await eraseOwnAccount(provide(c), { signedIn, password, client: clientInfo(c) });
        takeBackTokens(c, provide(c).browser);
        return c.json({ message: 'Your account has been erased.' }, 200);
      },
    );
