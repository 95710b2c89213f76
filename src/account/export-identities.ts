import * as z from 'zod';
import { toIso, toIsoOrNull } from '../shared/clock.ts';
import { once } from '../shared/once.ts';
import type { IdentityRow } from '../users/table.ts';

/** An account at a provider that signs its owner in here. No token of the provider is kept. */
export const exportedIdentity = once(() =>
  z.object({
    id: z.uuid(),
    provider: z.string().meta({ examples: ['google'] }),
    issuer: z.string().meta({ examples: ['https://accounts.google.com'] }),
    subject: z.string().meta({ examples: ['110169484474386276334'] }),
    email: z.string().nullable().describe('The address at the provider when it was connected.'),
    created_at: z.iso.datetime(),
    last_used_at: z.iso.datetime().nullable(),
  }),
);
type ExportedIdentity = z.infer<ReturnType<typeof exportedIdentity>>;

/** Converts an identity for the export. */
export const toExportedIdentity = (identity: IdentityRow): ExportedIdentity => ({
  id: identity.id,
  provider: identity.provider,
  issuer: identity.issuer,
  subject: identity.subject,
  email: identity.email,
  created_at: toIso(identity.createdAt),
  last_used_at: toIsoOrNull(identity.lastUsedAt),
});
