import { runBatch } from '../shared/database.ts';
import type { EraseAccountDeps } from './erase-account.ts';
import type { ErasureNotice, ErasureRemains } from './erasure-job.ts';

export type ClearErasureRemainsDeps = EraseAccountDeps & {
  /** Mails the last notice. */
  sendNotice: (notice: ErasureNotice, key: string) => Promise<void>;
};

/** {@link clearErasureRemains} with its dependencies. */
export function createClearErasureRemains(deps: ClearErasureRemainsDeps) {
  return (remains: ErasureRemains, key: string): Promise<void> =>
    clearErasureRemains(deps, remains, key);
}

/**
 * Cleans up after an erasure: deletes what in-flight requests wrote later, and keeps the marks by
 * which an import recognizes an erased person; then tells the owner. Does nothing if the user still
 * exists: the erasure failed then and has to be requested again. Throws `storage_unavailable`, and
 * the mailer's errors.
 */
export async function clearErasureRemains(
  deps: ClearErasureRemainsDeps,
  { userId, pseudonym, secrets: kept, marks: made, notice }: ErasureRemains,
  key: string,
): Promise<void> {
  const { db, directory, audit, revokedTokens, erased, guards, secrets, marks, clock } = deps;
  if ((await directory.findRecord(userId)) !== null) return;
  const gone = directory.goneCondition(userId);
  const later = await guards.close(userId, clock());
  await Promise.all([
    secrets.forget([...new Set([...kept, ...later])]),
    runBatch(db, [
      ...audit.forgetStatements(userId, pseudonym, gone),
      revokedTokens.forgetStatement(userId, gone),
      erased.keepStatement(userId, pseudonym, clock(), gone),
    ]),
    guards.wipe(userId, clock()),
    marks.keep(made),
  ]);
  if (notice !== null) await deps.sendNotice(notice, key);
}
