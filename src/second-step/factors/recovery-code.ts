import { type ClientInfo, describeClient } from '../../http/client-info.ts';
import { orLog } from '../../shared/log.ts';
import { readRecoveryCode, recoveryDigest } from '../recovery-codes/recovery-code.ts';
import { recoveryCodeUsedJob } from '../recovery-codes/recovery-code-mail.ts';
import { RECOVERY_CODE, recoveryCodeSecret } from '../recovery-codes/recovery-code-secret.ts';
import { besideUser } from './beside-user.ts';
import type { FactorDeps, TypedFactor } from './factor.ts';

/** A recovery code as second step, in place of a lost device. */
export const recoveryCodeFactor = {
  kind: RECOVERY_CODE,
  prompt: 'Enter one of your recovery codes.',
  create: createRecoveryCode,
} as const;

function createRecoveryCode(deps: FactorDeps): TypedFactor {
  const { recoveryCodes, clock } = deps;
  return {
    kind: RECOVERY_CODE,
    field: 'recovery_code',

    async find({ value, occasion, user: reading, client }) {
      const code = readRecoveryCode(value);
      const [user, createdAt] = await besideUser(occasion, reading, async (id) =>
        code === null ? null : recoveryCodes.findUnused(id, recoveryDigest(id, code)),
      );
      if (user === null || code === null || createdAt === null) return null;
      const digest = recoveryDigest(user.id, code);
      const secret = recoveryCodeSecret({ userId: user.id, digest, createdAt }, clock());
      return {
        secret: { ...secret, context: null },
        factorId: digest,
        follow: () => mailUse(deps, { userId: user.id, digest, client }),
      };
    },
  };
}

type Use = { userId: string; digest: string; client: ClientInfo };

async function mailUse(
  { enqueue, clock, log }: FactorDeps,
  { userId, digest, client }: Use,
): Promise<void> {
  const mail = { userId, digest, at: clock(), from: describeClient(client) };
  await orLog(log, 'notice_not_queued', enqueue(recoveryCodeUsedJob, mail));
}
