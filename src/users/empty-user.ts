import { normalizeEmail } from './identifiers.ts';
import type { NewUser } from './user-store.ts';

/** A user with nothing but an address. `now` in epoch milliseconds. */
export function emptyUser(id: string, email: string, now: number): NewUser {
  return {
    id,
    email,
    emailNormalized: normalizeEmail(email),
    username: null,
    usernameNormalized: null,
    passwordHash: null,
    firstName: '',
    lastName: '',
    displayName: '',
    timezone: 'UTC',
    locale: null,
    termsAcceptedAt: null,
    privacyPolicyAcceptedAt: null,
    registeredBrowser: null,
    registeredCountry: null,
    createdAt: now,
  };
}
