import { SECOND } from '../../shared/clock.ts';
import { type Claims, domainOf, readAddress } from './claims.ts';
import { TOLERANCE } from './library-options.ts';
import type { ProviderKind, SocialProvider } from './provider.ts';
import { isOneTenant } from './tenants.ts';

/** What the rules need of a provider. */
export type Judged = Pick<SocialProvider, 'kind' | 'issuer' | 'authorityFor' | 'trustAmr'>;

type Rule = {
  /** Whether the provider says that the person has the mailbox. */
  isVerified: (claims: Claims, provider: Judged) => boolean;
  /** Whether it would know, for this domain. */
  isAuthority: (domain: string, claims: Claims) => boolean;
};

const GMAIL = ['gmail.com', 'googlemail.com'];
/** Where Apple forwards mail of people who hide their address. */
const APPLE_RELAY = 'privaterelay.appleid.com';

/**
 * Who may say that a person has a mailbox. A Google account with a foreign address was asked to
 * prove it once, perhaps years ago. Apple says so in strings. What Entra calls `email` its tenants
 * write as they like, unless the domain is known to be the tenant's (`xms_edov`), or the operator
 * chose the tenant.
 */
const RULES: Record<ProviderKind, Rule> = {
  google: {
    isVerified: ({ email_verified: verified }) => verified === true,
    isAuthority: (domain, { hd }) =>
      GMAIL.includes(domain) || (typeof hd === 'string' && hd.toLowerCase() === domain),
  },
  apple: {
    isVerified: ({ email_verified: verified }) => verified === true || verified === 'true',
    isAuthority: (domain) => domain === APPLE_RELAY,
  },
  microsoft: {
    isVerified: ({ xms_edov: owned }, { issuer }) => isOwned(owned) || isOneTenant(issuer),
    isAuthority: () => true,
  },
  // Its API names an address as primary and verified, or none at all.
  github: {
    isVerified: ({ email_verified: verified }) => verified === true,
    isAuthority: () => true,
  },
  openid: {
    isVerified: ({ email_verified: verified }) => verified === true,
    isAuthority: () => false,
  },
};

/** As Entra writes it: a Boolean by its documents, and a number or text in tokens. */
const isOwned = (value: unknown): boolean => [true, 1, '1', 'true'].includes(value as never);

/**
 * Returns whether the provider vouches for the address in these claims: it says that the person has
 * the mailbox, and is the one who knows.
 */
export function vouchesForEmail(provider: Judged, claims: Claims): boolean {
  const address = readAddress(claims.email);
  if (address === null) return false;
  const { isVerified, isAuthority } = RULES[provider.kind];
  if (!isVerified(claims, provider)) return false;
  const domain = domainOf(address);
  return provider.authorityFor.includes(domain) || isAuthority(domain, claims);
}

/**
 * Seconds since a person proved two factors to the provider, at most: as long as a proof counts as
 * fresh here (contract.md). Otherwise a session of this morning there would open what asks for one.
 */
export const LATEST_PROOF = 600;

/**
 * Returns whether the provider says that two factors were used lately, in a way that the operator
 * believes: by one of `amr` (RFC 8176), or by `acr`. `now` in epoch milliseconds.
 */
export function vouchesForTwoFactors(
  { trustAmr }: Judged,
  { amr, acr, auth_time: at }: Claims,
  now: number,
): boolean {
  if (typeof at !== 'number' || now / SECOND - at > LATEST_PROOF + TOLERANCE) return false;
  const said = Array.isArray(amr) ? amr : [];
  return trustAmr.some((trusted) => said.includes(trusted) || acr === trusted);
}
