import * as z from 'zod';
import { toIso } from '../shared/clock.ts';
import { once } from '../shared/once.ts';
import type { FactorRemovalStore } from '../users/factor-removal-store.ts';
import type { FactorStore } from '../users/factor-store.ts';
import type { RecoveryCodeStore } from '../users/recovery-code-store.ts';
import { factorView, toFactorViews } from './factor-view.ts';
import { mailedCodeFactor } from './factors/mailed-code.ts';

/** What a user has set up as second step. */
export const factorList = once(() =>
  z
    .object({
      factors: z.array(factorView()),
      recovery_codes_left: z.int().meta({ examples: [10] }),
      email_otp: z.boolean().describe('Whether the mailed second step is on.'),
      factor_removal: z
        .object({ requested_at: z.iso.datetime(), due_at: z.iso.datetime() })
        .nullable()
        .describe(
          'A removal that was asked for and waits; null for none. ' +
            'Proving oneself by a factor stops it.',
        ),
    })
    .meta({ id: 'Factors' }),
);
type FactorList = z.infer<ReturnType<typeof factorList>>;

export type ListFactorsDeps = {
  factors: FactorStore;
  recoveryCodes: RecoveryCodeStore;
  removals: FactorRemovalStore;
};
export type ListFactors = ReturnType<typeof createListFactors>;

/** {@link listFactors} with its dependencies. */
export const createListFactors = (deps: ListFactorsDeps) => (userId: string) =>
  listFactors(deps, userId);

/** Lists the factors of a user, oldest first. Throws `storage_unavailable`. */
export async function listFactors(
  { factors, recoveryCodes, removals }: ListFactorsDeps,
  userId: string,
): Promise<FactorList> {
  const [kept, left, removal] = await Promise.all([
    factors.list(userId),
    recoveryCodes.countUnused(userId),
    removals.find(userId),
  ]);
  return {
    factors: toFactorViews(kept),
    recovery_codes_left: left,
    email_otp: kept.some(({ kind }) => kind === mailedCodeFactor.kind),
    factor_removal: removal && {
      requested_at: toIso(removal.requestedAt),
      due_at: toIso(removal.dueAt),
    },
  };
}
