import type { AuditStore } from '../audit/audit-store.ts';
import { type ClientInfo, describeClient } from '../http/client-info.ts';
import type { EnqueueJob } from '../mail/job-queue.ts';
import { securityNoticeJob } from '../sessions/security-notice.ts';
import type { Clock } from '../shared/clock.ts';
import { type Database, runBatch } from '../shared/database.ts';
import { type Log, orLog } from '../shared/log.ts';
import type { Random } from '../shared/random.ts';
import type { ConfirmPassword } from '../step-up/ports.ts';
import type { FactorStore } from '../users/factor-store.ts';
import type { User } from '../users/user.ts';
import type { UserStore } from '../users/user-store.ts';
import { mailedCodeFactor } from './factors/mailed-code.ts';

export type SetSecondFactorDeps = {
  db: Database;
  users: UserStore;
  factors: FactorStore;
  audit: AuditStore;
  enqueue: EnqueueJob;
  confirmPassword: ConfirmPassword;
  clock: Clock;
  random: Random;
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
  factors,
  audit,
  enqueue,
  confirmPassword,
  clock,
  random,
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
    const { kind: factor } = mailedCodeFactor;
    if (user.factors.includes(factor) === enabled) return user;
    const now = clock();
    const plain = { kind: factor, label: null, secret: null };
    const type = enabled ? 'second_factor.enabled' : 'second_factor.disabled';
    await runBatch(db, [
      enabled
        ? factors.addStatement({
            ...plain,
            id: random.uuidAt(now),
            userId: user.id,
            createdAt: now,
          })
        : factors.removeStatement(user.id, factor),
      users.recordChangeStatement(user.id, now),
      audit.recordStatement({ type, userId: user.id, sessionId, origin: client, at: now }),
    ]);
    const kind = enabled ? 'second_factor_enabled' : 'second_factor_disabled';
    const notice = { userId: user.id, kind, at: now, from: describeClient(client) } as const;
    await orLog(log, 'notice_not_queued', enqueue(securityNoticeJob, notice));
    const others = user.factors.filter((other) => other !== factor);
    return { ...user, factors: enabled ? [...others, factor] : others };
  };
}
