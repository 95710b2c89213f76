import type { KeyRing } from '../../shared/digest.ts';
import type { Log } from '../../shared/log.ts';
import { sealKeyId } from '../../shared/seal.ts';
import type { SealedFactorStore } from '../../users/sealed-factor-store.ts';
import { openSecret, sealSecret } from './sealed-secret.ts';

export type ResealSecretsDeps = { sealed: SealedFactorStore; factorKeys: KeyRing; log: Log };

/** {@link resealSecrets} with its dependencies. */
export const createResealSecrets = (deps: ResealSecretsDeps) => (limit: number) =>
  resealSecrets(deps, limit);

/**
 * Seals at most `limit` secrets of former keys with the present one. Returns how many; 0 once no
 * former key is needed. Safe to repeat and to interrupt. Logs and keeps one that does not open.
 * Throws `storage_unavailable`.
 */
export async function resealSecrets(
  { sealed, factorKeys, log }: ResealSecretsDeps,
  limit: number,
): Promise<number> {
  const former = factorKeys.slice(1).map(sealKeyId);
  if (former.length === 0) return 0;
  const found = await sealed.listByKeys(former, limit);
  const resealed = await Promise.all(
    found.map(async ({ id, secret }) => {
      try {
        const bytes = await openSecret(factorKeys, { factorId: id, sealed: secret });
        return { id, former: secret, ...(await sealSecret(factorKeys, { factorId: id, bytes })) };
      } catch (error) {
        log.error('secret_not_resealed', error);
        return null;
      }
    }),
  );
  const rows = resealed.filter((row) => row !== null);
  if (rows.length > 0) await sealed.reseal(rows);
  return rows.length;
}
