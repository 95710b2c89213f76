import type { Context } from 'hono';
import type { AuditStore } from '../audit/audit-store.ts';
import { clientInfo } from '../http/client-info.ts';
import type { SignedIn } from '../sessions/resolve-principal.ts';
import type { Clock } from '../shared/clock.ts';
import type { ExportAccount } from './export-account.ts';

export type AnswerExportDeps = { exportAccount: ExportAccount; audit: AuditStore; clock: Clock };

/** Answers with everything stored about a user, as a file, and records that. */
export async function answerExport(
  c: Context,
  { exportAccount, audit, clock }: AnswerExportDeps,
  { user, claims }: SignedIn,
) {
  await audit.record({
    type: 'account.exported',
    userId: user.id,
    sessionId: claims.sid,
    origin: clientInfo(c),
    at: clock(),
  });
  c.header('Content-Disposition', `attachment; filename="account-${user.id}.json"`);
  return c.json(await exportAccount(user.id), 200);
}
