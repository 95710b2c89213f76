import type { AuditStore } from '../../audit/audit-store.ts';
import { type Origin, UNKNOWN_ORIGIN } from '../../audit/event.ts';
import type { ClientInfo } from '../../http/client-info.ts';
import type { EnqueueJob } from '../../mail/job-queue.ts';
import { securityNoticeJob } from '../../sessions/security-notice.ts';
import type { Clock } from '../../shared/clock.ts';
import type { Defer } from '../../shared/defer.ts';
import type { KeyRing } from '../../shared/digest.ts';
import { type Log, orLog } from '../../shared/log.ts';
import { sealText, unsealText } from '../../shared/seal.ts';
import type { PasswordStore } from '../../users/password-store.ts';
import { breachDigest, type LookUpBreach } from './breach-check.ts';
import { type BreachJob, breachJob } from './breach-job.ts';
import { passwordBreached } from './errors.ts';

export type BreachGuardDeps = {
  mode: 'off' | 'warn' | 'reject';
  lookUp: LookUpBreach;
  audit: AuditStore;
  passwords: PasswordStore;
  enqueue: EnqueueJob;
  /** Encrypts what waits on the queue. */
  jobKeys: KeyRing;
  clock: Clock;
  log: Log;
  defer: Defer;
};

export type BreachGuard = ReturnType<typeof createBreachGuard>;

/**
 * Keeps leaked passwords out, as configured: `reject` looks a password up before it is set, `warn` after the
 * response. If the service does not respond, the password is accepted (fail-open) and an audit event recorded.
 */
export function createBreachGuard(deps: BreachGuardDeps) {
  const { mode, lookUp, enqueue, jobKeys, log, defer } = deps;
  return {
    /** Throws `password_breached` in mode `reject`. `field` names the password in the answer. */
    async assertClean({
      password,
      field,
      userId,
      client,
    }: {
      password: string;
      field: string;
      userId: string | null;
      client: ClientInfo;
    }): Promise<void> {
      if (mode !== 'reject') return;
      const verdict = await lookUp(breachDigest(password));
      if (verdict === 'found') {
        throw passwordBreached({
          errors: [
            {
              field,
              code: 'breached',
              message: 'It is known from a data breach: choose another one.',
            },
          ],
        });
      }
      if (verdict === 'unknown')
        defer(recordFailure(deps, userId, client), 'breach_check_not_noted');
    },

    /**
     * Queues the look-up of a password that was set, in mode `warn`. If the queue is down, only the
     * look-up is lost.
     */
    async checkLater({
      password,
      userId,
      passwordHash,
    }: {
      password: string;
      userId: string;
      passwordHash: string;
    }): Promise<void> {
      if (mode !== 'warn') return;
      const digest = await sealText(jobKeys, breachDigest(password));
      const queued = enqueue(breachJob, { userId, passwordHash, digest });
      await orLog(log, 'breach_check_not_queued', queued);
    },

    /**
     * Handles {@link checkLater}: flags the account and notifies its owner, if the password has not
     * changed.
     */
    handle: (job: BreachJob) => handleBreachJob(deps, job),
  };
}

function recordFailure(
  { audit, clock }: BreachGuardDeps,
  userId: string | null,
  origin: Origin,
): Promise<void> {
  const type = 'password.breach_check_failed';
  return audit.record({ type, userId, actorId: null, origin, at: clock() });
}

async function handleBreachJob(
  deps: BreachGuardDeps,
  { userId, passwordHash, digest }: BreachJob,
): Promise<void> {
  const { lookUp, jobKeys, passwords, audit, enqueue, clock } = deps;
  const verdict = await lookUp(await unsealText(jobKeys, digest));
  if (verdict === 'unknown') return recordFailure(deps, userId, UNKNOWN_ORIGIN);
  if (verdict === 'clean' || !(await passwords.flagBreachedPassword(userId, passwordHash, clock())))
    return;
  await audit.record({
    type: 'password.found_in_breach',
    userId,
    actorId: null,
    origin: UNKNOWN_ORIGIN,
    at: clock(),
  });
  await enqueue(securityNoticeJob, {
    userId,
    kind: 'password_breached',
    at: clock(),
    from: null,
  });
}
