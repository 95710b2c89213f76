/** How a provider is spoken to. Every kind but `openid` is also the id of its provider. */
export type ProviderKind = 'google' | 'apple' | 'github' | 'microsoft' | 'openid';

/** One provider, as `SOCIAL_PROVIDERS` and its secret set it. */
export type SocialProvider = {
  /** Stands in addresses and in rows of identities, so it is for good. */
  id: string;
  kind: ProviderKind;
  /** The name on buttons and in mails. */
  label: string;
  /** As its metadata names it; the base of its addresses for GitHub. */
  issuer: string;
  clientId: string;
  /** Null for a public client; Apple's is the private key in PEM. */
  secret: string | null;
  scopes: readonly string[];
  /** Domains that it is the authority for, in A-labels and lower case. */
  authorityFor: readonly string[];
  /** What `amr` or `acr` says where two factors are believed; empty for never. */
  trustAmr: readonly string[];
  /** Whose key signs Apple's client secret; null for the others. */
  appleKey: { teamId: string; keyId: string } | null;
};

/** What pages show of a provider. */
export type ListedProvider = Pick<SocialProvider, 'id' | 'kind' | 'label'>;

export type SocialProviders = {
  /** The configured providers, in the order of the setting. */
  list(): ListedProvider[];
  /** The provider with this id; null without one. */
  find(id: string): SocialProvider | null;
};

/** Returns what is configured, to look up. */
export function createSocialProviders({
  socialProviders,
}: {
  socialProviders: readonly SocialProvider[];
}): SocialProviders {
  return {
    list: () => socialProviders.map(({ id, kind, label }) => ({ id, kind, label })),
    find: (id) => socialProviders.find((provider) => provider.id === id) ?? null,
  };
}
