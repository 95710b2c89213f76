import type { AuditStore } from '../audit/audit-store.ts';
import { UNKNOWN_ORIGIN } from '../audit/event.ts';
import type { AccountGuards } from '../guard/account-guards.ts';
import { ADMINISTRATOR, describeClient } from '../http/client-info.ts';
import { forbidden } from '../http/errors.ts';
import type { DeadLetterStore } from '../mail/dead-letter-store.ts';
import type { EnqueueJob } from '../mail/job-queue.ts';
import type { OneTimeSecrets } from '../one-time-secrets/one-time-secrets.ts';
import type { Clock } from '../shared/clock.ts';
import { type Database, runBatch } from '../shared/database.ts';
import { type Log, orLog } from '../shared/log.ts';
import type { Random } from '../shared/random.ts';
import type { EraseAccount } from '../step-up/ports.ts';
import type { RevokedTokenStore } from '../tokens/revoked-token-store.ts';
import type { AddressStore } from '../users/address-store.ts';
import type { ErasedUserStore } from '../users/erased-user-store.ts';
import type { ErasureMarks } from '../users/erasure-marks.ts';
import { normalizeEmail } from '../users/identifiers.ts';
import type { UserDirectoryStore } from '../users/user-directory-store.ts';
import { type ErasureNotice, type ErasureRemains, erasureRemainsJob } from './erasure-job.ts';

export type EraseAccountDeps = {
  db: Database;
  directory: UserDirectoryStore;
  addresses: AddressStore;
  audit: AuditStore;
  revokedTokens: RevokedTokenStore;
  guards: AccountGuards;
  secrets: OneTimeSecrets;
  marks: ErasureMarks;
  erased: ErasedUserStore;
  deadLetters: DeadLetterStore;
  enqueue: EnqueueJob;
  clock: Clock;
  random: Random;
  log: Log;
};

type EraseAccountInput = Parameters<EraseAccount>[0];

/** Seconds to wait for in-flight requests to finish. */
const REMAINS_DELAY = 60;

export function createEraseAccount(deps: EraseAccountDeps): EraseAccount {
  return (input) => eraseAccount(deps, input);
}

/**
 * Erases an account. The order makes every failure safe to retry:
 * 1. the guard refuses every session and every sign-in, and one-time secrets are deleted;
 * 2. a delayed job is queued that cleans up after in-flight requests, and tells the owner;
 * 3. one D1 batch deletes the user with all their rows, anonymizes their audit events, and keeps
 *    the pseudonym for what guards have sent before.
 * If a step before the end of that batch fails, the guard opens again and the user can ask again;
 * after it the job finishes the rest. A batch that was given up and is made late leaves that job
 * what it should have closed, for a minute. Throws
 * `forbidden` for the last admin, `storage_unavailable`.
 */
export async function eraseAccount(
  deps: EraseAccountDeps,
  input: EraseAccountInput,
): Promise<void> {
  const { directory, guards, clock, log } = deps;
  const { user } = input;
  const [isLastAdmin, addressGuard] = await Promise.all([
    directory.isLastAdmin(user.id),
    findAddressGuard(deps, input),
  ]);
  if (isLastAdmin) throw lastAdmin();
  const now = clock();
  const erasing = async () => {
    const listed = await Promise.all([
      guards.close(user.id, now),
      addressGuard === null ? [] : guards.listSecrets(addressGuard),
    ]);
    return eraseStored(deps, input, { kept: listed.flat(), now });
  };
  const isErased = await erasing().catch(async (error: unknown) => {
    // The rows may be gone, and only the answer lost.
    if ((await standingOf(deps, user.id)) === 'gone') return true;
    throw error;
  });
  // The last two admins erased themselves at once: the one who stays must be able to sign in.
  if (!isErased && (await standingOf(deps, user.id)) === 'there') throw lastAdmin();

  // The queued job wipes them again, so a failure here need not reach the caller.
  const names = [user.id, ...(addressGuard === null ? [] : [addressGuard])];
  await orLog(log, 'guard_not_wiped', Promise.all(names.map((name) => guards.wipe(name, now))));
}

/** Deletes secrets and rows. Returns whether the user was deleted. */
async function eraseStored(
  deps: EraseAccountDeps,
  input: EraseAccountInput,
  { kept, now }: { kept: string[]; now: number },
): Promise<boolean> {
  await deps.secrets.forget(kept);
  const remains = toRemains(deps, input, { kept, now });
  await deps.enqueue(erasureRemainsJob, remains, { delay: REMAINS_DELAY });
  return eraseRows(deps, input, { pseudonym: remains.pseudonym, now });
}

/**
 * Whether a user still exists, who may then go on. If that is not known, or the guard does not
 * respond, the account stays closed for some minutes.
 */
async function standingOf(
  { directory, guards, log }: EraseAccountDeps,
  id: string,
): Promise<'there' | 'gone' | 'unknown'> {
  try {
    if ((await directory.findRecord(id)) === null) return 'gone';
  } catch (error) {
    log.error('erasure_not_checked', error);
    return 'unknown';
  }
  await orLog(log, 'guard_not_reopened', guards.reopen(id));
  return 'there';
}

/**
 * Returns the guard that holds the secrets of the user’s address; null if another account also
 * uses the address.
 */
async function findAddressGuard(
  { addresses, guards }: EraseAccountDeps,
  { user, yields }: EraseAccountInput,
): Promise<string | null> {
  if (yields === true) return null;
  const emailNormalized = normalizeEmail(user.email);
  const { owner, registrations } = await addresses.listHolders(emailNormalized);
  const others = [owner, ...registrations].filter((one) => one !== null && one.id !== user.id);
  return others.length === 0 ? guards.addressPlace(emailNormalized) : null;
}

const lastAdmin = () => forbidden({ detail: 'The last admin cannot be erased.' });

const toRemains = (
  { random, marks }: EraseAccountDeps,
  input: EraseAccountInput,
  { kept, now }: { kept: string[]; now: number },
): ErasureRemains => ({
  userId: input.user.id,
  pseudonym: random.uuid(),
  secrets: kept,
  marks: marks.marksOf({
    id: input.user.id,
    emailNormalized: normalizeEmail(input.user.email),
  }),
  notice: input.yields === true ? null : toNotice(input, now),
});

/** Returns whether the user was deleted. */
async function eraseRows(
  { db, directory, audit, revokedTokens, erased, deadLetters }: EraseAccountDeps,
  { user, by, yields, client }: EraseAccountInput,
  { pseudonym, now }: { pseudonym: string; now: number },
): Promise<boolean> {
  const gone = directory.goneCondition(user.id);
  const event = {
    type: 'account.erased',
    userId: pseudonym,
    actorId: by?.actorId ?? pseudonym,
    origin: by === null ? UNKNOWN_ORIGIN : client,
    metadata: { reason: yields ? 'another user verified the address' : (by?.reason ?? null) },
    at: now,
  } as const;
  const [, deleted] = await runBatch(db, [
    audit.recordWhenStatement(event, directory.erasableCondition(user.id)),
    directory.deleteStatement(user.id),
    ...audit.forgetStatements(user.id, pseudonym, gone),
    revokedTokens.forgetStatement(user.id, gone),
    deadLetters.forgetStatement(user.id, gone),
    erased.keepStatement(user.id, pseudonym, now, gone),
  ]);
  return deleted.length > 0;
}

const toNotice = ({ user, by, client }: EraseAccountInput, at: number): ErasureNotice => ({
  email: user.email,
  at,
  timezone: user.timezone ?? 'UTC',
  locale: user.locale ?? null,
  from: by === null ? describeClient(client) : ADMINISTRATOR,
});
