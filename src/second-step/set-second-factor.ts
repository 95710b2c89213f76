import type { AuditStore } from '../audit/audit-store.ts';
import type { ChangeUser } from '../guard/change-user.ts';
import { type ClientInfo, describeClient } from '../http/client-info.ts';
import type { EnqueueJob } from '../mail/job-queue.ts';
import { securityNoticeJob } from '../sessions/security-mail.ts';
import type { Clock } from '../shared/clock.ts';
import type { Random } from '../shared/random.ts';
import type { ConfirmPassword } from '../step-up/ports.ts';
import type { FactorStore } from '../users/factor-store.ts';
import { type AccountView, toAccountView } from '../users/user.ts';
import type { UserStore } from '../users/user-store.ts';
import { mailedCodeFactor } from './factors/mailed-code.ts';

export type SetSecondFactorDeps = {
  users: UserStore;
  factors: FactorStore;
  audit: AuditStore;
  changeUser: ChangeUser;
  enqueue: EnqueueJob;
  confirmPassword: ConfirmPassword;
  clock: Clock;
  random: Random;
};
export type SetSecondFactorInput = {
  user: AccountView;
  sessionId: string;
  enabled: boolean;
  password: string;
  client: ClientInfo;
};
/** {@link setSecondFactor} with its dependencies. */
export const createSetSecondFactor = (deps: SetSecondFactorDeps) => (input: SetSecondFactorInput) =>
  setSecondFactor(deps, input);
export type SetSecondFactor = ReturnType<typeof createSetSecondFactor>;

/**
 * Turns the signed-in user's mailed second step on or off after confirming the password, notifies
 * the owner and returns the updated user. Throws what confirming a password throws, and
 * `storage_unavailable`.
 */
export async function setSecondFactor(
  deps: SetSecondFactorDeps,
  { user, sessionId, enabled, password, client }: SetSecondFactorInput,
): Promise<AccountView> {
  const { users, audit, changeUser, enqueue, confirmPassword, clock, random } = deps;
  // As D1 has it: the guard already shows a factor whose change may have failed.
  const row = await confirmPassword({ user, sessionId, password, client });
  const { kind: factor } = mailedCodeFactor;
  if (row.factors.includes(factor) === enabled) return toAccountView(row);
  const now = clock();
  const type = enabled ? 'second_factor.enabled' : 'second_factor.disabled';
  const id = random.uuidAt(now);
  const kind = enabled ? 'second_factor_enabled' : 'second_factor_disabled';
  const notice = {
    userId: user.id,
    kind,
    at: now,
    from: describeClient(client),
    event: id,
  } as const;
  await enqueue(securityNoticeJob, notice);
  const { user: changed } = await changeUser({
    userId: user.id,
    ...(enabled && { tightens: { factors: [factor] } }),
    statements: [
      enabled ? addStatement(deps, user.id, now) : deps.factors.removeStatement(user.id, factor),
      users.recordChangeStatement(user.id, now),
      audit.recordStatement({ id, type, userId: user.id, sessionId, origin: client, at: now }),
    ],
  });
  return changed === null ? user : toAccountView(changed);
}

function addStatement({ factors, random }: SetSecondFactorDeps, userId: string, now: number) {
  return factors.addStatement({
    kind: mailedCodeFactor.kind,
    label: null,
    secret: null,
    sealedBy: null,
    id: random.uuidAt(now),
    userId,
    createdAt: now,
  });
}
