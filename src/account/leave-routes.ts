import { type Context, Hono } from 'hono';
import type { AuditStore } from '../audit/audit-store.ts';
import { type AuthenticateDeps, authenticate } from '../http/authenticate.ts';
import { clientInfo } from '../http/client-info.ts';
import { validateOptional } from '../http/contract.ts';
import { type LimitDeps, limitByUser } from '../limits/limit.ts';
import type { SignedIn } from '../sessions/resolve-principal.ts';
import { type Browser, takeBackTokens } from '../sessions/token-answer.ts';
import type { Clock } from '../shared/clock.ts';
import { freshProof, hasPossession, requireFreshProof } from '../step-up/fresh-proof.ts';
import type { ConfirmPassword, EraseAccount } from '../step-up/ports.ts';
import type { ExportAccount } from './export-account.ts';
import { eraseBody, eraseDoc, exportDoc } from './leave-docs.ts';

export type LeaveRoutesDeps = AuthenticateDeps<SignedIn> &
  LimitDeps & {
    exportAccount: ExportAccount;
    eraseAccount: EraseAccount;
    confirmPassword: ConfirmPassword;
    audit: AuditStore;
    clock: Clock;
    browser: Browser;
  };

/** `/api/v1/auth/account`: exporting and erasing the account. */
export const leaveRoutes = (provide: (c: Context) => LeaveRoutesDeps) =>
  new Hono({ strict: false })
    .get(
      '/account/export',
      exportDoc,
      authenticate(provide, limitByUser(provide, 'account_export')),
      freshProof(provide),
      async (c) => {
        const { user, claims } = c.var.principal;
        const { exportAccount, audit, clock } = provide(c);
        await audit.record({
          type: 'account.exported',
          userId: user.id,
          sessionId: claims.sid,
          origin: clientInfo(c),
          at: clock(),
        });
        c.header('Content-Disposition', `attachment; filename="account-${user.id}.json"`);
        return c.json(await exportAccount(user.id), 200);
      },
    )
    .delete(
      '/account',
      eraseDoc,
      authenticate(provide, limitByUser(provide, 'account_erase')),
      validateOptional(eraseBody),
      async (c) => {
        const { user, claims } = c.var.principal;
        const { password } = c.req.valid('json');
        const { eraseAccount, confirmPassword, clock, browser } = provide(c);
        const client = clientInfo(c);
        if (password === undefined || hasPossession(user))
          requireFreshProof(c.var.principal, clock);
        if (password !== undefined)
          await confirmPassword({ user, sessionId: claims.sid, password, client });
        await eraseAccount({ user, by: null, client });
        takeBackTokens(c, browser);
        return c.json({ message: 'Your account has been erased.' }, 200);
      },
    );
