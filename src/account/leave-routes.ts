import { type Context, Hono } from 'hono';
import * as z from 'zod';
import type { AuditStore } from '../audit/audit-store.ts';
import { type AuthenticateDeps, authenticate } from '../http/authenticate.ts';
import { clientInfo } from '../http/client-info.ts';
import { describeRoute, validate } from '../http/contract.ts';
import { csrfFailed } from '../http/csrf.ts';
import { forbidden } from '../http/errors.ts';
import { messageAnswer } from '../http/message.ts';
import { rateLimited } from '../limits/errors.ts';
import { type LimitDeps, limitByUser } from '../limits/limit.ts';
import { otpInvalid } from '../one-time-secrets/errors.ts';
import { codeSchema } from '../one-time-secrets/schemas.ts';
import { accountLocked, invalidCredentials } from '../sessions/errors.ts';
import type { SignedIn } from '../sessions/resolve-principal.ts';
import { type Browser, takeBackTokens } from '../sessions/token-answer.ts';
import type { Clock } from '../shared/clock.ts';
import { storageUnavailable } from '../shared/errors.ts';
import type { ConfirmIdentity } from '../step-up/confirm-identity.ts';
import type { EraseAccount } from '../step-up/ports.ts';
import { tokenErrors } from '../tokens/errors.ts';
import { passwordSchema } from '../users/password-schema.ts';
import { accountExport, type ExportAccount } from './export-account.ts';

export type LeaveRoutesDeps = AuthenticateDeps<SignedIn> &
  LimitDeps & {
    exportAccount: ExportAccount;
    eraseAccount: EraseAccount;
    confirmIdentity: ConfirmIdentity;
    audit: AuditStore;
    clock: Clock;
    browser: Browser;
  };

const eraseBody = z
  .object({
    password: passwordSchema.optional(),
    otp: codeSchema
      .optional()
      .describe('A code from `/auth/otp/request`, instead of the password.'),
  })
  .refine((body) => body.password !== undefined || body.otp !== undefined, {
    path: ['password'],
    message: 'Send `password` or `otp`.',
  });

const exportDoc = describeRoute({
  operationId: 'exportAccount',
  summary: 'Export my data',
  description:
    'Everything stored about the user, as a file. `schema_version` identifies its format.',
  tag: 'Account',
  security: 'access_token',
  answer: { status: 200, description: 'A JSON download.', schema: accountExport },
  errors: [...tokenErrors, rateLimited, storageUnavailable],
});
const eraseDoc = describeRoute({
  operationId: 'eraseAccount',
  summary: 'Erase my account',
  description:
    'Immediately and permanently erases the user with all sessions, codes and links. Audit events stay, without personal data.',
  tag: 'Account',
  security: 'access_token',
  answer: {
    status: 200,
    description: 'Erased.',
    schema: messageAnswer,
    example: { message: 'Your account has been erased.' },
  },
  examples: { password: { summary: 'With the password', fields: ['password'] } },
  errors: [
    ...tokenErrors,
    csrfFailed,
    rateLimited,
    forbidden,
    invalidCredentials,
    accountLocked,
    otpInvalid,
    storageUnavailable,
  ],
});

/** `/api/v1/auth/account`: exporting and erasing the account. */
export const leaveRoutes = (provide: (c: Context) => LeaveRoutesDeps) =>
  new Hono({ strict: false })
    .get(
      '/account/export',
      exportDoc,
      authenticate(provide, limitByUser(provide, 'account_export')),
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
      validate('json', eraseBody),
      async (c) => {
        const { user, claims } = c.var.principal;
        const { password, otp: code } = c.req.valid('json');
        const { eraseAccount, confirmIdentity, browser } = provide(c);
        const client = clientInfo(c);
        await confirmIdentity({ user, sessionId: claims.sid, password, code, client }, () =>
          eraseAccount({ user, by: null, client }),
        );
        takeBackTokens(c, browser);
        return c.json({ message: 'Your account has been erased.' }, 200);
      },
    );
