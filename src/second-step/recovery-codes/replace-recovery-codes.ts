import type { AuditStore } from '../../audit/audit-store.ts';
import type { AccountGuards } from '../../guard/account-guards.ts';
import type { ChangeUser } from '../../guard/change-user.ts';
import { type ClientInfo, describeClient } from '../../http/client-info.ts';
import { rateLimited } from '../../limits/errors.ts';
import type { EnqueueJob } from '../../mail/job-queue.ts';
import { securityNoticeJob } from '../../sessions/security-mail.ts';
import type { Clock } from '../../shared/clock.ts';
import { type Log, orLog } from '../../shared/log.ts';
import { POSSESSIONS } from '../../users/factor-store.ts';
import type { AccountView } from '../../users/user.ts';
import type { UserStore } from '../../users/user-store.ts';
import { factorMissing } from '../errors.ts';
import { type FirstRecoveryCodesDeps, makeSet } from './first-recovery-codes.ts';
import { RECOVERY_CODE, RECOVERY_CODE_MEMORY } from './recovery-code-secret.ts';

export type ReplaceRecoveryCodesDeps = FirstRecoveryCodesDeps & {
  users: UserStore;
  audit: AuditStore;
  guards: AccountGuards;
  changeUser: ChangeUser;
  enqueue: EnqueueJob;
  clock: Clock;
  log: Log;
};
export type ReplaceRecoveryCodesInput = {
  user: AccountView;
  sessionId: string;
  client: ClientInfo;
};
export type ReplaceRecoveryCodes = ReturnType<typeof createReplaceRecoveryCodes>;

/** {@link replaceRecoveryCodes} with its dependencies. */
export const createReplaceRecoveryCodes =
  (deps: ReplaceRecoveryCodesDeps) => (input: ReplaceRecoveryCodesInput) =>
    replaceRecoveryCodes(deps, input);

/**
 * Makes new recovery codes in place of all older ones, which are void at once, those in flight too.
 * Returns them, to show once. Throws `factor_missing` for a user without a factor that they could
 * make up for, `rate_limited` if a later request was faster, and `storage_unavailable`.
 */
export async function replaceRecoveryCodes(
  deps: ReplaceRecoveryCodesDeps,
  { user, sessionId, client }: ReplaceRecoveryCodesInput,
): Promise<string[]> {
  const { recoveryCodes, users, audit, guards, changeUser, enqueue, clock, random, log } = deps;
  if (!POSSESSIONS.some((kind) => user.factors.includes(kind))) throw factorMissing();
  const now = clock();
  const { codes, rows } = makeSet(deps, { userId: user.id, now });
  const id = random.uuidAt(now);
  const kind = 'recovery_codes_replaced';
  const notice = {
    userId: user.id,
    kind,
    at: now,
    from: describeClient(client),
    event: id,
  } as const;
  await enqueue(securityNoticeJob, notice);
  const event = { id, userId: user.id, sessionId, origin: client, at: now } as const;
  const { happened } = await changeUser({
    userId: user.id,
    statements: [
      recoveryCodes.removeStatement(user.id, now),
      recoveryCodes.addFirstStatement(rows),
      users.recordChangeStatement(user.id, now),
      audit.recordWhenStatement(
        { ...event, type: 'recovery_codes.replaced' },
        recoveryCodes.addedCondition(rows),
      ),
    ],
    happened: ([, added]) => added.length > 0,
  });
  // A later request was faster, and has voided these at the guard.
  if (!happened) throw rateLimited({ retryAfter: 1 });
  // A sign-in may have read an older code before the batch, and use it after this answer. The new
  // codes are not lost for that: they cannot be shown again.
  const voided = { purposes: [RECOVERY_CODE], now, rememberUntil: now + RECOVERY_CODE_MEMORY };
  await orLog(log, 'recovery_codes_not_voided', guards.voidSecrets(user.id, voided));
  return codes;
}
