import * as z from 'zod';
import type { FactorStore } from '../users/factor-store.ts';
import type { RecoveryCodeStore } from '../users/recovery-code-store.ts';
import { factorView, toFactorViews } from './factor-view.ts';
import { mailedCodeFactor } from './factors/mailed-code.ts';

/** What a user has set up as second step. */
export const factorList = z
  .object({
    factors: z.array(factorView),
    recovery_codes_left: z.int().meta({ examples: [10] }),
    email_otp: z.boolean().describe('Whether the mailed second step is on.'),
  })
  .meta({ id: 'Factors' });

export type ListFactorsDeps = { factors: FactorStore; recoveryCodes: RecoveryCodeStore };
export type ListFactors = ReturnType<typeof createListFactors>;

/** {@link listFactors} with its dependencies. */
export const createListFactors = (deps: ListFactorsDeps) => (userId: string) =>
  listFactors(deps, userId);

/** Lists the factors of a user, oldest first. Throws `storage_unavailable`. */
export async function listFactors(
  { factors, recoveryCodes }: ListFactorsDeps,
  userId: string,
): Promise<z.infer<typeof factorList>> {
  const [kept, left] = await Promise.all([factors.list(userId), recoveryCodes.countUnused(userId)]);
  return {
    factors: toFactorViews(kept),
    recovery_codes_left: left,
    email_otp: kept.some(({ kind }) => kind === mailedCodeFactor.kind),
  };
}
