import * as z from 'zod';
import { toIso, toIsoOrNull } from '../shared/clock.ts';
import { once } from '../shared/once.ts';
import type { IdentityRow } from '../users/table.ts';

/** An account at a provider as staff see it, to answer why somebody cannot sign in with it. */
export const identityView = once(() =>
  z
    .object({
      id: z.uuid(),
      provider: z
        .string()
        .describe('Its id in `SOCIAL_PROVIDERS`.')
        .meta({ examples: ['google'] }),
      provider_name: z
        .string()
        .describe('As people see it; the id of one that is configured no more.')
        .meta({ examples: ['Google'] }),
      is_configured: z
        .boolean()
        .describe('False for a provider with which nobody signs in any more.'),
      issuer: z
        .string()
        .describe('Who vouched for it; nobody else can.')
        .meta({ examples: ['https://accounts.google.com'] }),
      subject: z
        .string()
        .describe('Its id at the provider, by which the provider finds it: addresses change.')
        .meta({ examples: ['110169484474386276334'] }),
      email: z
        .string()
        .nullable()
        .describe('Its address when it was connected; null for none.')
        .meta({ examples: ['ada@gmail.com'] }),
      connected_at: z.iso.datetime(),
      last_used_at: z.iso.datetime().nullable(),
    })
    .meta({ id: 'AdminIdentity' }),
);
export type IdentityView = z.infer<ReturnType<typeof identityView>>;

/** What a provider is called; null for one that is not configured. */
export type NameProvider = (id: string) => string | null;

/** Converts an account at a provider for staff. */
export function toIdentityView(row: IdentityRow, nameProvider: NameProvider): IdentityView {
  const { id, provider, issuer, subject, email, createdAt, lastUsedAt } = row;
  const name = nameProvider(provider);
  return {
    id,
    provider,
    provider_name: name ?? provider,
    is_configured: name !== null,
    issuer,
    subject,
    email,
    connected_at: toIso(createdAt),
    last_used_at: toIsoOrNull(lastUsedAt),
  };
}
