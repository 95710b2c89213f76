import type * as z from 'zod';
import { normalizeUsername } from '../users/identifiers.ts';
import type { ProfileChange } from '../users/profile-store.ts';
import type { body } from './profile-docs.ts';

/** Converts the fields that were sent to a change; fields left out stay as they are. */
export function toProfileChange(given: z.output<typeof body>): ProfileChange {
  const {
    first_name: firstName,
    last_name: lastName,
    display_name: displayName,
    timezone,
    locale,
    username,
  } = given;
  return {
    ...(firstName === undefined ? {} : { firstName }),
    ...(lastName === undefined ? {} : { lastName }),
    ...(displayName === undefined ? {} : { displayName }),
    ...(timezone === undefined ? {} : { timezone }),
    ...(locale === undefined ? {} : { locale: locale || null }),
    ...(username === undefined ? {} : toUsername(username)),
    consent: { terms: given.terms_accepted, privacyPolicy: given.privacy_policy_accepted },
  };
}

function toUsername(username: string) {
  return username === ''
    ? { username: null, usernameNormalized: null }
    : { username, usernameNormalized: normalizeUsername(username) };
}
