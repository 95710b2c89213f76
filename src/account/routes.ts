import { type Context, Hono } from 'hono';
import * as z from 'zod';
import { type AuthenticateDeps, authenticate } from '../http/authenticate.ts';
import { clientInfo } from '../http/client-info.ts';
import { describeRoute, type RouteDoc, validate } from '../http/contract.ts';
import { csrfFailed } from '../http/csrf.ts';
import { rateLimited } from '../limits/errors.ts';
import { type LimitDeps, limitByUser } from '../limits/limit.ts';
import type { SignedIn } from '../sessions/resolve-principal.ts';
import type { Clock } from '../shared/clock.ts';
import { storageUnavailable } from '../shared/errors.ts';
import { assertFreshSignIn, reauthenticationRequired } from '../step-up/fresh-sign-in.ts';
import { tokenErrors } from '../tokens/errors.ts';
import { usernameTaken } from '../users/errors.ts';
import { normalizeUsername, usernameSchema } from '../users/identifiers.ts';
import { localeSchema, personNameSchema, timezoneSchema } from '../users/profile-schemas.ts';
import type { ProfileChange } from '../users/user-store.ts';
import { toUserView, userView } from '../users/user-view.ts';
import type { UpdateProfile } from './update-profile.ts';

export type AccountRoutesDeps = AuthenticateDeps<SignedIn> &
  LimitDeps & { updateProfile: UpdateProfile; clock: Clock };

const body = z.object({
  first_name: personNameSchema.optional(),
  last_name: personNameSchema.optional(),
  display_name: personNameSchema.optional(),
  timezone: timezoneSchema.optional(),
  locale: localeSchema.or(z.literal('')).optional().describe('Empty clears it.'),
  username: usernameSchema.or(z.literal('')).optional().describe('Empty clears it.'),
  terms_accepted: z
    .boolean()
    .default(false)
    .describe('True records the time of the first acceptance.'),
  privacy_policy_accepted: z
    .boolean()
    .default(false)
    .describe('True records the time of the first acceptance.'),
});

const about = {
  operationId: 'saveProfile',
  summary: 'Change my profile',
  description:
    'Omitted fields stay unchanged. A new `username` requires a sign-in within the last ten minutes.',
  tag: 'Account',
  security: 'access_token',
  answer: { status: 200, description: 'The updated user.', schema: userView },
  examples: {
    form: {
      summary: 'All form fields',
      fields: ['first_name', 'last_name', 'display_name', 'timezone', 'locale', 'username'],
    },
  },
  errors: [
    ...tokenErrors,
    csrfFailed,
    reauthenticationRequired,
    usernameTaken,
    rateLimited,
    storageUnavailable,
  ],
} satisfies RouteDoc;
const putDoc = describeRoute(about);
const patchDoc = describeRoute({
  ...about,
  operationId: 'updateProfile',
  summary: 'Change parts of my profile',
  examples: { part: { summary: 'A single field', fields: ['timezone'] } },
});

/** `/api/v1/auth/profile`: the user’s own profile. */
export const accountRoutes = (provide: (c: Context) => AccountRoutesDeps) => {
  const update = async (
    c: Context<{ Variables: { principal: SignedIn } }>,
    given: z.output<typeof body>,
  ) => {
    const { user, claims } = c.var.principal;
    const change = toChange(given);
    const { updateProfile, clock } = provide(c);
    // Users sign in with it: an unattended session must not be enough to change it.
    const renames = change.username !== undefined && change.username !== user.username;
    if (renames) assertFreshSignIn(c.var.principal, clock);
    return toUserView(
      await updateProfile({
        user,
        sessionId: claims.sid,
        change,
        client: clientInfo(c),
      }),
    );
  };

  const authenticated = authenticate(provide, limitByUser(provide, 'profile'));
  return new Hono({ strict: false })
    .put('/profile', putDoc, authenticated, validate('json', body), async (c) =>
      c.json(await update(c, c.req.valid('json')), 200),
    )
    .patch('/profile', patchDoc, authenticated, validate('json', body), async (c) =>
      c.json(await update(c, c.req.valid('json')), 200),
    );
};

function toChange(given: z.output<typeof body>): ProfileChange {
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
