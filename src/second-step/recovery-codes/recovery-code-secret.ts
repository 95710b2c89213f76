import { APART, type ToUse } from '../../guard/forgoing.ts';
import { DAY } from '../../shared/clock.ts';

/** The guard's name for recovery codes. */
export const RECOVERY_CODE = 'recovery_code';
/**
 * How long the guard remembers a use, in milliseconds: longer than the ledger could ever be late,
 * or a restored database old. After that D1 alone says that a code was used.
 */
export const RECOVERY_CODE_MEMORY = 400 * DAY;

export type StoredRecoveryCode = {
  userId: string;
  digest: string;
  /** Epoch milliseconds, as is `now`. */
  createdAt: number;
};

/**
 * A recovery code as the guard uses it up: itself alone. Making a new set voids those made before.
 * It outlives the end of all sessions, since it is for getting in again.
 */
export function recoveryCodeSecret(code: StoredRecoveryCode, now: number): ToUse {
  const { userId, digest, createdAt } = code;
  const expiresAt = now + RECOVERY_CODE_MEMORY;
  return {
    purpose: RECOVERY_CODE,
    digest: `${RECOVERY_CODE}:${digest}`,
    userId,
    issuedAt: createdAt,
    since: APART,
    expiresAt,
    familyExpiresAt: expiresAt,
    epoch: null,
  };
}
