import type { AuditStore } from '../audit/audit-store.ts';
import type { AccountGuards } from '../guard/account-guards.ts';
import { ADMINISTRATOR, describeClient } from '../http/client-info.ts';
import { forbidden } from '../http/errors.ts';
import type { EnqueueJob } from '../mail/job-queue.ts';
import type { OneTimeSecrets } from '../one-time-secrets/one-time-secrets.ts';
import type { Clock } from '../shared/clock.ts';
import { type Database, runBatch } from '../shared/database.ts';
import type { Log } from '../shared/log.ts';
import type { Random } from '../shared/random.ts';
import type { EraseAccount } from '../step-up/ports.ts';
import type { RevokedTokenStore } from '../tokens/revoked-token-store.ts';
import type { AddressStore } from '../users/address-store.ts';
import type { ErasureMarks } from '../users/erasure-marks.ts';
import { normalizeEmail } from '../users/identifiers.ts';
import type { UserDirectoryStore } from '../users/user-directory-store.ts';
import { type ErasureRemains, erasureNoticeJob, erasureRemainsJob } from './erasure-job.ts';

export type EraseAccountDeps = {
  db: Database;
  directory: UserDirectoryStore;
  addresses: AddressStore;
  audit: AuditStore;
  revokedTokens: RevokedTokenStore;
  guards: AccountGuards;
  secrets: OneTimeSecrets;
  marks: ErasureMarks;
  enqueue: EnqueueJob;
  clock: Clock;
  random: Random;
  log: Log;
};

type EraseAccountInput = Parameters<EraseAccount>[0];

/** Seconds after which requests that were under way have come to their end. */
const REMAINS_DELAY = 60;

/**
 * Erases an account in an order in which every failure can be retried by asking again: the guard ends all sessions and lets
 * none begin; secrets go; a job is left that clears up behind requests under way; then one D1 batch takes the user, all that
 * belongs to them, and the person out of the audit events. Until that batch the user is there and may ask again; after it
 * nothing is left that would have to be retried by hand. Throws `forbidden` for the last admin, `storage_unavailable`.
 */
export function createEraseAccount(deps: EraseAccountDeps): EraseAccount {
  const { db, directory, addresses, audit, revokedTokens, guards, secrets, marks } = deps;
  const { enqueue, clock, random, log } = deps;

  /** Where the secrets of an address are that nobody else has or proves; null where somebody does. */
  async function placeOfAddress({ user, yields }: EraseAccountInput): Promise<string | null> {
    if (yields === true) return null;
    const emailNormalized = normalizeEmail(user.email);
    const { owner, registrations } = await addresses.listHolders(emailNormalized);
    const others = [owner, ...registrations].filter((one) => one !== null && one.id !== user.id);
    return others.length === 0 ? guards.addressPlace(emailNormalized) : null;
  }

  const lastAdmin = () => forbidden({ detail: 'The last admin cannot be erased.' });

  return async function eraseAccount(input) {
    const { user, by, yields = false, client } = input;
    const [isLastAdmin, place] = await Promise.all([
      directory.isLastAdmin(user.id),
      placeOfAddress(input),
    ]);
    if (isLastAdmin) throw lastAdmin();
    const now = clock();
    const noted = await Promise.all([
      guards.close(user.id, now),
      place === null ? [] : guards.listSecrets(place),
    ]);
    const kept = noted.flat();
    await secrets.forget(kept);
    const remains = {
      userId: user.id,
      pseudonym: random.uuid(),
      secrets: kept,
      marks: marks.marksOf({ id: user.id, emailNormalized: normalizeEmail(user.email) }),
    };
    await enqueue(erasureRemainsJob, remains, { delay: REMAINS_DELAY });

    const gone = directory.goneCondition(user.id);
    const actorId = by?.actorId ?? remains.pseudonym;
    const reason = yields ? 'the address was proved by somebody else' : (by?.reason ?? null);
    const origin = by === null ? { ipAddress: null, userAgent: null, requestId: null } : client;
    const event = {
      type: 'account.erased',
      userId: remains.pseudonym,
      actorId,
      origin,
      metadata: { reason },
      at: now,
    } as const;
    const [, deleted] = await runBatch(db, [
      audit.recordWhenStatement(event, directory.erasableCondition(user.id)),
      directory.deleteStatement(user.id),
      ...audit.forgetStatements(user.id, remains.pseudonym, gone),
      revokedTokens.forgetStatement(user.id, gone),
    ]);
    if ((deleted as unknown[]).length === 0 && (await directory.findRecord(user.id)) !== null) {
      // Two last admins who went at once: the one who stays must be able to sign in.
      await guards
        .reopen(user.id)
        .catch((error: unknown) => log.error('guard_not_reopened', error));
      throw lastAdmin();
    }

    // The job above does this again, so a failure here is none of the caller's.
    await Promise.all([user.id, ...(place === null ? [] : [place])].map(guards.wipe)).catch(
      (error: unknown) => log.error('guard_not_wiped', error),
    );
    if (yields) return;
    await enqueue(erasureNoticeJob, {
      email: user.email,
      at: now,
      timezone: user.timezone ?? 'UTC',
      from: by === null ? describeClient(client) : ADMINISTRATOR,
    }).catch((error: unknown) => log.error('notice_not_queued', error));
  };
}

/**
 * Clears up behind an erasure: what requests that knew the user wrote after it. Keeps the marks by which an import knows
 * that it would undo the erasure. Does nothing while the user is still there, since then the erasure came to nothing and
 * will be asked for again.
 */
export function createClearErasureRemains({
  db,
  directory,
  audit,
  revokedTokens,
  guards,
  secrets,
  marks,
  clock,
}: EraseAccountDeps) {
  return async function clearErasureRemains({
    userId,
    pseudonym,
    secrets: kept,
    marks: made,
  }: ErasureRemains): Promise<void> {
    if ((await directory.findRecord(userId)) !== null) return;
    const gone = directory.goneCondition(userId);
    const later = await guards.close(userId, clock());
    await Promise.all([
      secrets.forget([...new Set([...kept, ...later])]),
      runBatch(db, [
        ...audit.forgetStatements(userId, pseudonym, gone),
        revokedTokens.forgetStatement(userId, gone),
      ]),
      guards.wipe(userId),
      marks.keep(made),
    ]);
  };
}
