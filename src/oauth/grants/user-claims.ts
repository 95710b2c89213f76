import { scopesOf } from '../../guard/grant.ts';
import type { AccountView } from '../../users/user.ts';

/** The claims of each scope (OpenID Connect Core §5.4), as far as there are any. */
export const CLAIMS_OF = {
  profile: ['name', 'given_name', 'family_name', 'preferred_username', 'zoneinfo', 'locale'],
  email: ['email', 'email_verified'],
  roles: ['roles'],
} as const;

/**
 * Returns the claims about a user that the granted scopes allow (separated by spaces). Unknown ones
 * are left out, since libraries reject null and empty values.
 */
export function claimsOfUser(user: AccountView, scope: string): Record<string, unknown> {
  const known: Record<string, unknown> = {
    name: user.displayName || [user.firstName, user.lastName].filter(Boolean).join(' '),
    given_name: user.firstName,
    family_name: user.lastName,
    preferred_username: user.username,
    zoneinfo: user.timezone,
    locale: user.locale,
    email: user.email,
    email_verified: user.emailVerifiedAt !== null,
    roles: user.roles,
  };
  const granted = scopesOf(scope);
  const names = Object.entries(CLAIMS_OF).flatMap(([one, claims]) =>
    granted.includes(one) ? claims : [],
  );
  return Object.fromEntries(
    names
      .map((name) => [name, known[name]] as const)
      .filter(([, value]) => value !== null && value !== ''),
  );
}
