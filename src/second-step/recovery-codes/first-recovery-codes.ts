import type { Random } from '../../shared/random.ts';
import type { RecoveryCodeStore } from '../../users/recovery-code-store.ts';
import { makeRecoveryCodes, readRecoveryCode, recoveryDigest } from './recovery-code.ts';

export type MakeRecoveryCodesDeps = { random: Random };
type Making = { userId: string; now: number };

/** Makes a set of codes, to show once, and what is stored of them. */
export function makeSet({ random }: MakeRecoveryCodesDeps, { userId, now }: Making) {
  const codes = makeRecoveryCodes(random);
  const digests = codes.map((code) => recoveryDigest(userId, readRecoveryCode(code) ?? ''));
  return { codes, rows: { userId, digests, createdAt: now } };
}

export type FirstRecoveryCodesDeps = MakeRecoveryCodesDeps & { recoveryCodes: RecoveryCodeStore };

/**
 * Makes the codes that come with a user's first factor. `statements` belong into the batch that
 * adds the factor: the second adds them unless there are any, and returns rows if it did. `shown`
 * says what to show given those rows: the codes, or nothing. A retry of one that was written
 * although it failed makes them anew, since nobody saw the first. `factor` is its id, or the id of
 * its credential; `begunAt`, when its enrolment began, and `now` in epoch milliseconds.
 */
export function firstRecoveryCodes(
  deps: FirstRecoveryCodesDeps,
  { factor, begunAt, ...making }: Making & { factor: string; begunAt: number },
) {
  const { recoveryCodes } = deps;
  const { codes, rows } = makeSet(deps, making);
  const { userId, now } = making;
  return {
    statements: [
      recoveryCodes.removeUnseenStatement(userId, factor, { since: begunAt, until: now }),
      recoveryCodes.addFirstStatement(rows),
    ] as const,
    shown: (added: readonly unknown[]): { recovery_codes?: string[] } =>
      added.length > 0 ? { recovery_codes: codes } : {},
  };
}
