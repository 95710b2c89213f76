import { type Context, Hono } from 'hono';
import type * as z from 'zod';
import { type AuthenticateDeps, authenticate } from '../http/authenticate.ts';
import { clientInfo } from '../http/client-info.ts';
import { validate } from '../http/contract.ts';
import { type LimitDeps, limitByUser } from '../limits/limit.ts';
import type { SignedIn } from '../sessions/resolve-principal.ts';
import type { Clock } from '../shared/clock.ts';
import { requireFreshProof } from '../step-up/fresh-proof.ts';
import { normalizeUsername } from '../users/identifiers.ts';
import type { ProfileChange } from '../users/user-store.ts';
import { toUserView } from '../users/user-view.ts';
import { body, patchDoc, putDoc } from './profile-docs.ts';
import type { UpdateProfile } from './update-profile.ts';

export type AccountRoutesDeps = AuthenticateDeps<SignedIn> &
  LimitDeps & { updateProfile: UpdateProfile; clock: Clock };

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
    if (renames) requireFreshProof(c.var.principal, clock);
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
