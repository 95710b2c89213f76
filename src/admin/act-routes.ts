import { type Context, Hono } from 'hono';
import { type AuthenticateDeps, authenticate } from '../http/authenticate.ts';
import { clientInfo } from '../http/client-info.ts';
import { validate, validateOptional } from '../http/contract.ts';
import { type LimitDeps, limitByUser } from '../limits/limit.ts';
import type { SignedIn } from '../sessions/resolve-principal.ts';
import type { Clock } from '../shared/clock.ts';
import { freshProof } from '../step-up/fresh-proof.ts';
import type { EraseAccount } from '../step-up/ports.ts';
import type { ActOnUser } from './act-on-user.ts';
import { toAdminUserView } from './admin-user-view.ts';
import { requireRole, requireTwoFactors, type StaffRules } from './require-role.ts';
import { actDoc, eraseDoc, rolesDoc } from './route-docs.ts';
import { actBody, actParam, reasonBody, rolesBody, userParam } from './route-schemas.ts';
import type { SetRoles } from './set-roles.ts';
import type { ViewUsers } from './view-users.ts';

export type ActRoutesDeps = AuthenticateDeps<SignedIn> &
  LimitDeps &
  StaffRules & {
    viewUsers: ViewUsers;
    actOnUser: ActOnUser;
    setRoles: SetRoles;
    eraseAccount: EraseAccount;
    clock: Clock;
  };

/** Routes that admins use to change users. */
export const actRoutes = (provide: (c: Context) => ActRoutesDeps) => {
  const admins = [
    authenticate(provide, limitByUser(provide, 'admin_act')),
    requireRole('admin'),
    requireTwoFactors(provide),
    freshProof(provide),
  ] as const;

  return new Hono({ strict: false })
    .post(
      '/users/:id/:act',
      actDoc,
      ...admins,
      validate('param', actParam),
      validateOptional(actBody),
      async (c) => {
        const { id: userId, act } = c.req.valid('param');
        const { reason = null, identified = false } = c.req.valid('json');
        const by = { actorId: c.var.principal.user.id, reason, identified, client: clientInfo(c) };
        return c.json(toAdminUserView(await provide(c).actOnUser({ userId, act, ...by })), 200);
      },
    )
    .put(
      '/users/:id/roles',
      rolesDoc,
      ...admins,
      validate('param', userParam),
      validate('json', rolesBody),
      async (c) => {
        const { setRoles } = provide(c);
        const { id: userId } = c.req.valid('param');
        const { roles, reason = null } = c.req.valid('json');
        const actorId = c.var.principal.user.id;
        return c.json(
          toAdminUserView(
            await setRoles({ userId, roles, actorId, reason, client: clientInfo(c) }),
          ),
          200,
        );
      },
    )
    .delete(
      '/users/:id',
      eraseDoc,
      ...admins,
      validate('param', userParam),
      validateOptional(reasonBody),
      async (c) => {
        const { viewUsers, eraseAccount } = provide(c);
        const { reason = null } = c.req.valid('json');
        const user = await viewUsers.view(c.req.valid('param').id);
        await eraseAccount({
          user,
          by: { actorId: c.var.principal.user.id, reason },
          client: clientInfo(c),
        });
        return c.json({ message: 'The account has been erased.' }, 200);
      },
    );
};
