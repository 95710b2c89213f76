import * as z from 'zod';
import { EXAMPLE_IDS } from '../http/example-values.ts';
import { toIso, toIsoOrNull } from '../shared/clock.ts';
import { once } from '../shared/once.ts';
import { ROLES } from '../shared/role.ts';
import type { AccountView } from './user.ts';

/** A user as the API returns it. */
export const userView = once(() =>
  z
    .object({
      id: z.uuid().meta({ examples: [EXAMPLE_IDS.user] }),
      email: z.string().meta({ examples: ['ada@example.com'] }),
      username: z
        .string()
        .nullable()
        .meta({ examples: ['ada'] }),
      first_name: z.string().meta({ examples: ['Ada'] }),
      last_name: z.string().meta({ examples: ['Lovelace'] }),
      full_name: z
        .string()
        .describe('First and last name.')
        .meta({ examples: ['Ada Lovelace'] }),
      display_name: z.string().meta({ examples: ['Ada'] }),
      timezone: z.string().meta({ examples: ['Europe/Vienna'] }),
      locale: z
        .string()
        .nullable()
        .describe('A language tag (BCP 47) in canonical form.')
        .meta({ examples: ['de-AT'] }),
      email_verified: z.boolean(),
      roles: z.array(z.enum(ROLES)),
      mfa_enabled: z.boolean(),
      created_at: z.iso.datetime(),
      date_joined: z.iso.datetime().describe('Same as `created_at`.'),
      last_login_at: z.iso.datetime().nullable(),
    })
    .meta({ id: 'AccountView' }),
);

export type UserView = z.infer<ReturnType<typeof userView>>;

/** The fields of a user that the view needs. */
export type ShownUser = Pick<
  AccountView,
  | 'id'
  | 'email'
  | 'username'
  | 'firstName'
  | 'lastName'
  | 'displayName'
  | 'timezone'
  | 'locale'
  | 'emailVerifiedAt'
  | 'roles'
  | 'factors'
  | 'createdAt'
  | 'lastLoginAt'
>;

/** Converts a user to the form the API returns. */
export function toUserView(user: ShownUser): UserView {
  return {
    id: user.id,
    email: user.email,
    username: user.username,
    first_name: user.firstName,
    last_name: user.lastName,
    full_name: [user.firstName, user.lastName].filter(Boolean).join(' '),
    display_name: user.displayName,
    timezone: user.timezone,
    locale: user.locale,
    email_verified: user.emailVerifiedAt !== null,
    roles: user.roles,
    mfa_enabled: user.factors.length > 0,
    created_at: toIso(user.createdAt),
    date_joined: toIso(user.createdAt),
    last_login_at: toIsoOrNull(user.lastLoginAt),
  };
}
