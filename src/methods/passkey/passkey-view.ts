import * as z from 'zod';
import { EXAMPLE_IDS } from '../../http/example-values.ts';
import { toIsoOrNull } from '../../shared/clock.ts';
import { once } from '../../shared/once.ts';
import type { OwnPasskey } from '../../users/passkey-store.ts';
import { toUserHandle } from '../../webauthn/bytes.ts';
import { modelName } from '../../webauthn/model-names.ts';
import type { signalFields } from '../../webauthn/options.ts';
import type { RelyingParty } from '../../webauthn/relying-party.ts';

/** A passkey as its owner sees it. */
export const passkeyView = once(() =>
  z
    .object({
      id: z.uuid().meta({ examples: [EXAMPLE_IDS.passkey] }),
      label: z
        .string()
        .describe(
          'As its owner named it; else the authenticator’s model, which nobody vouches for.',
        )
        .meta({ examples: ['Apple Passwords'] }),
      credential_id: z.string().meta({ examples: ['vJc1qA8e1o2nSgW5lQp0Tw'] }),
      transports: z.array(z.string()).meta({ examples: [['internal', 'hybrid']] }),
      backup_eligible: z.boolean().describe('Whether it can be synced; false: one device only.'),
      backed_up: z.boolean().describe('Whether it is synced.'),
      created_at: z.iso.datetime().nullable(),
      last_used_at: z.iso
        .datetime()
        .nullable()
        .meta({ examples: [null] }),
    })
    .meta({ id: 'Passkey' }),
);
type PasskeyView = z.infer<ReturnType<typeof passkeyView>>;

/** Converts a passkey to the form the API returns. */
export function toPasskeyView(passkey: OwnPasskey): PasskeyView {
  return {
    id: passkey.factorId,
    label: passkey.label ?? modelName(passkey.aaguid),
    credential_id: passkey.credentialId,
    transports: passkey.transports,
    backup_eligible: passkey.backupEligible,
    backed_up: passkey.backedUp,
    created_at: toIsoOrNull(passkey.createdAt),
    last_used_at: toIsoOrNull(passkey.lastUsedAt),
  };
}

/** What `signalAllAcceptedCredentials` takes beside the list of credential ids. */
export function toSignal(
  { id }: RelyingParty,
  userId: string,
): { [name in keyof ReturnType<typeof signalFields>]: string } {
  return { rp_id: id, user_handle: toUserHandle(userId) };
}
