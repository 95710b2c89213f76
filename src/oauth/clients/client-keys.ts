import { importJWK } from 'jose';
import type { FieldError } from '../../shared/errors.ts';
import type { OauthClient } from './client.ts';
import { invalidClientSettings } from './client-rules.ts';

/** An algorithm of each kind of key: any of its kind reads it. */
const ALGORITHMS: Record<string, string> = { EC: 'ES256', OKP: 'EdDSA', RSA: 'RS256' };

/**
 * Refuses a well-formed key that is not valid, such as a point off its curve. Otherwise a client
 * would find out only at its first assertion. Throws `validation_error`.
 */
export async function assertKeys(jwks: OauthClient['jwks']): Promise<void> {
  const faults = await Promise.all(
    (jwks?.keys ?? []).map(async (key, index): Promise<FieldError[]> => {
      try {
        await importJWK(key, key.alg ?? ALGORITHMS[key.kty ?? '']);
        return [];
      } catch {
        return [{ field: `jwks.keys.${index}`, code: 'custom', message: 'is no public key' }];
      }
    }),
  );
  if (faults.flat().length > 0) throw invalidClientSettings(faults.flat());
}
