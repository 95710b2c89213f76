import * as z from 'zod';
import { once } from '../shared/once.ts';
import type { OwnPasskey } from '../users/passkey-store.ts';

/** What is stored of a passkey beside its row among the factors. Public, all of it. */
export const exportedPasskey = once(() =>
  z.object({
    factor_id: z.uuid(),
    credential_id: z.string().meta({ examples: ['vJc1qA8e1o2nSgW5lQp0Tw'] }),
    public_key: z
      .string()
      .describe('COSE, in base64url.')
      .meta({ examples: ['pAEBAycgBiFYIAAB'] }),
    transports: z.array(z.string()).meta({ examples: [['internal', 'hybrid']] }),
    aaguid: z
      .string()
      .nullable()
      .meta({ examples: ['fbfc3007-154e-4ecc-8c0b-6e020557d7bd'] }),
    backup_eligible: z.boolean(),
    backed_up: z.boolean(),
  }),
);
type ExportedPasskey = z.infer<ReturnType<typeof exportedPasskey>>;

/** Converts a passkey for the export. */
export const toExportedPasskey = (passkey: OwnPasskey): ExportedPasskey => ({
  factor_id: passkey.factorId,
  credential_id: passkey.credentialId,
  public_key: passkey.publicKey,
  transports: passkey.transports,
  aaguid: passkey.aaguid,
  backup_eligible: passkey.backupEligible,
  backed_up: passkey.backedUp,
});
