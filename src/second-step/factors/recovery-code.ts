import { readRecoveryCode, recoveryDigest } from '../recovery-codes/recovery-code.ts';
import { RECOVERY_CODE, recoveryCodeSecret } from '../recovery-codes/recovery-code-secret.ts';
import type { FactorDeps, TypedFactor } from './factor.ts';

/** A recovery code as second step, in place of a lost device. */
export const recoveryCodeFactor = {
  kind: RECOVERY_CODE,
  prompt: 'Enter one of your recovery codes.',
  create: createRecoveryCode,
} as const;

function createRecoveryCode({ recoveryCodes, clock }: FactorDeps): TypedFactor {
  return {
    kind: RECOVERY_CODE,
    field: 'recovery_code',

    async find({ value, user: reading }) {
      const [user, code] = [await reading, readRecoveryCode(value)];
      if (user === null || code === null) return null;
      const digest = recoveryDigest(user.id, code);
      const createdAt = await recoveryCodes.findUnused(user.id, digest);
      if (createdAt === null) return null;
      const secret = recoveryCodeSecret({ userId: user.id, digest, createdAt }, clock());
      return { secret: { ...secret, context: null }, factorId: digest };
    },
  };
}
