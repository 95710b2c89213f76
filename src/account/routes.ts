import { type Context, Hono } from 'hono';
import type * as z from 'zod';
import {
  type AuthenticateDeps,
  authenticate,
  type ResolvePrincipal,
} from '../http/authenticate.ts';
import { clientInfo } from '../http/client-info.ts';
import { validate } from '../http/contract.ts';
import { foreseeJson } from '../http/json-body.ts';
import { type LimitDeps, limitByUser } from '../limits/limit.ts';
import type { AnnounceByToken, Announcing } from '../sessions/announce-by-token.ts';
import type { SignedIn } from '../sessions/resolve-principal.ts';
import type { Clock } from '../shared/clock.ts';
import { isRecent, requireFreshProof } from '../step-up/fresh-proof.ts';
import { toUserView } from '../users/user-view.ts';
import { toProfileChange } from './profile-change.ts';
import { body, patchDoc, putDoc } from './profile-docs.ts';
import type { UpdateProfile } from './update-profile.ts';

export type AccountRoutesDeps = AuthenticateDeps<SignedIn> &
  LimitDeps & { announceByToken: AnnounceByToken; updateProfile: UpdateProfile; clock: Clock };

/** `/api/v1/auth/profile`: the user’s own profile. */
export const accountRoutes = (provide: (c: Context) => AccountRoutesDeps) => {
  const update = async (
    c: Context<{ Variables: { principal: Announcing } }>,
    given: z.output<typeof body>,
  ) => {
    const { user, claims, announced } = c.var.principal;
    const change = toProfileChange(given);
    const { updateProfile, clock } = provide(c);
    // Users sign in with it: an unattended session must not be enough to change it.
    const renames = change.username !== undefined && change.username !== user.username;
    if (renames) requireFreshProof(c.var.principal, clock);
    return toUserView(
      await updateProfile({
        user,
        sessionId: claims.sid,
        change,
        announced,
        client: clientInfo(c),
      }),
    );
  };

  // One call of the guard judges the token and hears of the change.
  const announcing = async (c: Context): Promise<ResolvePrincipal<Announcing> | null> => {
    const given = await foreseeJson(c, body);
    if (given === null) return null;
    const { announceByToken, clock } = provide(c);
    const isSure = (claims: SignedIn['claims']) =>
      given.username === undefined || isRecent(claims, clock);
    return (accessToken, admit = async () => undefined) =>
      announceByToken({ accessToken, admit, isSure });
  };

  const authenticated = authenticate<Announcing>(
    provide,
    limitByUser(provide, 'profile'),
    announcing,
  );
  return new Hono({ strict: false })
    .put('/profile', putDoc, authenticated, validate('json', body), async (c) =>
      c.json(await update(c, c.req.valid('json')), 200),
    )
    .patch('/profile', patchDoc, authenticated, validate('json', body), async (c) =>
      c.json(await update(c, c.req.valid('json')), 200),
    );
};
