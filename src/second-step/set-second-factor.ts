import type { AuditStore } from '../audit/audit-store.ts';
import { type ClientInfo, describeClient } from '../http/client-info.ts';
import type { EnqueueJob } from '../mail/job-queue.ts';
import { securityNoticeJob } from '../sessions/security-notice.ts';
import type { Clock } from '../shared/clock.ts';
import { type Database, runBatch } from '../shared/database.ts';
import type { Log } from '../shared/log.ts';
import type { ConfirmPassword } from '../step-up/ports.ts';
import type { User } from '../users/user.ts';
import type { UserStore } from '../users/user-store.ts';

export type SetSecondFactorDeps = {
  db: Database;
  users: UserStore;
  audit: AuditStore;
  enqueue: EnqueueJob;
  confirmPassword: ConfirmPassword;
  clock: Clock;
  log: Log;
};
export type SetSecondFactorInput = {
  user: User;
  sessionId: string;
  enabled: boolean;
  password: string;
  client: ClientInfo;
};
export type SetSecondFactor = ReturnType<typeof createSetSecondFactor>;

/** Switches the mailed second step on or off for oneself, after asking for the password. Throws what confirming a password throws. */
export function createSetSecondFactor({
  db,
  users,
  audit,
  enqueue,
  confirmPassword,
  clock,
  log,
}: SetSecondFactorDeps) {
  return async function setSecondFactor({
    user,
    sessionId,
    enabled,
    password,
    client,
  }: SetSecondFactorInput): Promise<User> {
    await confirmPassword({ user, sessionId, password, client });
    if (user.mfaEmailEnabled === enabled) return user;
    const now = clock();
    const type = enabled ? 'second_factor.enabled' : 'second_factor.disabled';
    await runBatch(db, [
      users.setMfaEmailStatement(user.id, enabled, now),
      audit.recordStatement({ type, userId: user.id, sessionId, origin: client, at: now }),
    ]);
    const kind = enabled ? 'second_factor_enabled' : 'second_factor_disabled';
    await enqueue(securityNoticeJob, {
      userId: user.id,
      kind,
      at: now,
      from: describeClient(client),
    }).catch((error: unknown) => log.error('notice_not_queued', error));
    return { ...user, mfaEmailEnabled: enabled };
  };
}
