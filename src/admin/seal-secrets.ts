import { base64url } from 'jose';
import * as z from 'zod';
import { type SealedSecret, sealSecret } from '../second-step/totp/sealed-secret.ts';
import type { KeyRing } from '../shared/digest.ts';

const secrets = z.array(z.object({ factorId: z.uuid(), secret: z.string().min(1) })).max(5_000);

/**
 * Creates the function that seals secrets of imported factors, given as JSON, in their order.
 * Nothing is stored.
 */
export const createSealSecrets =
  (factorKeys: KeyRing) =>
  (given: string): Promise<SealedSecret[]> =>
    Promise.all(
      secrets
        .parse(JSON.parse(given))
        .map(({ factorId, secret }) =>
          sealSecret(factorKeys, { factorId, bytes: base64url.decode(secret) }),
        ),
    );
