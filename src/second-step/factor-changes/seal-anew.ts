import type { KeyRing } from '../../shared/digest.ts';
import type { Log } from '../../shared/log.ts';
import { openSecret, sealSecret } from '../totp/sealed-secret.ts';
import type { ChangedFactor } from './factor-change.ts';

/** Seals secrets with the present key. What none of the keys opens is of no use, and left out. */
export async function sealAnew(
  { factorKeys, log }: { factorKeys: KeyRing; log: Log },
  removed: ChangedFactor[],
): Promise<ChangedFactor[]> {
  const sealed = removed.map(async ({ factor, ...rest }) => {
    if (factor.secret === null) return [{ factor, ...rest }];
    try {
      const { id: factorId } = factor;
      const bytes = await openSecret(factorKeys, { factorId, sealed: factor.secret });
      return [{ factor: { ...factor, ...(await sealSecret(factorKeys, { factorId, bytes })) } }];
    } catch (error) {
      log.error('secret_not_opened', error);
      return [];
    }
  });
  return (await Promise.all(sealed)).flat();
}
