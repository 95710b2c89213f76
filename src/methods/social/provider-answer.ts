/** What a provider says of a person, once it has been checked. */
export type ProviderAnswer = {
  /** The provider's id in `SOCIAL_PROVIDERS`. */
  provider: string;
  issuer: string;
  /** Stable at its provider for ever, unlike the address. */
  subject: string;
  /** The address the provider names, as it writes it; null for none. */
  email: string | null;
  /** Whether the provider says that the address is verified, and is the authority for it. */
  vouchesForEmail: boolean;
  /** Whether the provider says that two factors were used, and is trusted to say so. */
  vouchesForTwoFactors: boolean;
  /** Empty where the provider says nothing that a profile may hold. */
  firstName: string;
  lastName: string;
  displayName: string;
};
