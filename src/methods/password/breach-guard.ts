import type { AuditStore } from '../../audit/audit-store.ts';
import { type Origin, UNKNOWN_ORIGIN } from '../../audit/event.ts';
import type { ClientInfo } from '../../http/client-info.ts';
import type { EnqueueJob } from '../../mail/job-queue.ts';
import { securityNoticeJob } from '../../sessions/security-mail.ts';
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
  /** Encrypts queued digests. */
  jobKeys: KeyRing;
  clock: Clock;
  log: Log;
  defer: Defer;
};

export type BreachGuard = ReturnType<typeof createBreachGuard>;

type Clean = { password: string; field: string; userId: string | null; client: ClientInfo };
type Later = { password: string; userId: string; passwordHash: string };

/**
 * Rejects leaked passwords, as configured: `reject` checks before a password is set, `warn` after
 * the response. Fails open: if the service does not respond, the password is accepted and an audit
 * event is recorded.
 */
export function createBreachGuard(deps: BreachGuardDeps) {
  return {
    /** Throws `password_breached` in mode `reject`. `field` is the body field of the password. */
    assertClean: (input: Clean) => assertClean(deps, input),
    /** Queues the check of a new password, in mode `warn`. If that fails, it is only logged. */
    checkLater: (input: Later) => checkLater(deps, input),
    /** Handles {@link checkLater}: flags the account and notifies its owner, if still current. */
    handle: (job: BreachJob) => handle(deps, job),
  };
}

async function assertClean(deps: BreachGuardDeps, { password, field, userId, client }: Clean) {
  if (deps.mode !== 'reject') return;
  const verdict = await deps.lookUp(breachDigest(password));
  if (verdict === 'found') {
    const message = 'This password is known from a data breach. Choose another one.';
    throw passwordBreached({ errors: [{ field, code: 'breached', message }] });
  }
  if (verdict === 'unknown')
    deps.defer(recordFailure(deps, userId, client), 'breach_check_not_noted');
}

async function checkLater(deps: BreachGuardDeps, { password, userId, passwordHash }: Later) {
  const { mode, jobKeys, enqueue, log } = deps;
  if (mode !== 'warn') return;
  const digest = await sealText(jobKeys, breachDigest(password));
  const queued = enqueue(breachJob, { userId, passwordHash, digest });
  await orLog(log, 'breach_check_not_queued', queued);
}

async function handle(deps: BreachGuardDeps, { userId, passwordHash, digest }: BreachJob) {
  const { lookUp, jobKeys, passwords, audit, enqueue, clock } = deps;
  const verdict = await lookUp(await unsealText(jobKeys, digest));
  if (verdict === 'unknown') return recordFailure(deps, userId, UNKNOWN_ORIGIN);
  if (verdict === 'clean') return;
  if (!(await passwords.flagBreachedPassword(userId, passwordHash, clock()))) return;
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

const recordFailure = (
  { audit, clock }: BreachGuardDeps,
  userId: string | null,
  origin: Origin,
): Promise<void> =>
  audit.record({
    type: 'password.breach_check_failed',
    userId,
    actorId: null,
    origin,
    at: clock(),
  });
