import { type Context, Hono } from 'hono';
import * as z from 'zod';
import { type AuthenticateDeps, authenticate } from '../http/authenticate.ts';
import { clientInfo } from '../http/client-info.ts';
import { describeRoute, validate, validateOptional } from '../http/contract.ts';
import { csrfFailed } from '../http/csrf.ts';
import { forbidden, notFound } from '../http/errors.ts';
import { idSchema } from '../http/id-schema.ts';
import { messageAnswer } from '../http/message.ts';
import { rateLimited } from '../limits/errors.ts';
import { type LimitDeps, limitByUser } from '../limits/limit.ts';
import type { RateLimitScope } from '../limits/rules.ts';
import type { SignedIn } from '../sessions/resolve-principal.ts';
import type { Clock } from '../shared/clock.ts';
import { storageUnavailable } from '../shared/errors.ts';
import { plainText } from '../shared/plain-text.ts';
import { ROLES } from '../shared/role.ts';
import { assertFreshSignIn, reauthenticationRequired } from '../step-up/fresh-sign-in.ts';
import type { EraseAccount } from '../step-up/ports.ts';
import { tokenErrors } from '../tokens/errors.ts';
import { USER_STATUSES } from '../users/user-directory-store.ts';
import { ACTS, type ActOnUser } from './act-on-user.ts';
import { adminUserView, toAdminUserView } from './admin-user-view.ts';
import { requireRole } from './require-role.ts';
import type { SetRoles } from './set-roles.ts';
import { exampleStatistics, statistics, userDetails, type ViewUsers } from './view-users.ts';

export type AdminRoutesDeps = AuthenticateDeps<SignedIn> &
  LimitDeps & {
    viewUsers: ViewUsers;
    actOnUser: ActOnUser;
    setRoles: SetRoles;
    eraseAccount: EraseAccount;
    clock: Clock;
  };

const listQuery = z.object({
  query: z
    .string()
    .min(1)
    .max(254)
    .toLowerCase()
    .optional()
    .describe('The beginning of an address or username, or a whole id.'),
  status: z.enum(USER_STATUSES).optional(),
  role: z.enum(ROLES).optional(),
  cursor: idSchema.optional().describe('The `next_cursor` of the page before.'),
  limit: z.coerce.number().int().min(1).max(100).default(50),
});
const reason = plainText(500)
  .optional()
  .describe('Kept in the audit trail.')
  .meta({ examples: ['Asked for by phone, ticket 4711.'] });
const reasonBody = z.object({ reason });
const rolesBody = z.object({ roles: z.array(z.enum(ROLES)).max(10), reason });
const userParam = z.object({ id: idSchema });
const actParam = z.object({ id: idSchema, act: z.enum(ACTS) });

const readErrors = [...tokenErrors, forbidden, rateLimited, storageUnavailable];
const writeErrors = [...readErrors, csrfFailed, notFound];
const common = { tag: 'Administration', security: 'access_token' } as const;

const listDoc = describeRoute({
  ...common,
  operationId: 'searchUsers',
  summary: 'Search users',
  description: 'The newest first. For staff and admins.',
  answer: {
    status: 200,
    description: 'A page of users.',
    schema: z.object({ users: z.array(adminUserView), next_cursor: z.uuid().nullable() }),
  },
  errors: readErrors,
});
const viewDoc = describeRoute({
  ...common,
  operationId: 'getUser',
  summary: 'View a user',
  description: 'With live sessions and the latest events. For staff and admins.',
  answer: { status: 200, description: 'The user.', schema: userDetails },
  errors: [...readErrors, notFound],
});
const statsDoc = describeRoute({
  ...common,
  operationId: 'getStatistics',
  summary: 'Counts for a dashboard',
  description: 'For staff and admins.',
  answer: {
    status: 200,
    description: 'The counts.',
    schema: statistics,
    example: exampleStatistics,
  },
  errors: readErrors,
});
const actDoc = describeRoute({
  ...common,
  operationId: 'actOnUser',
  summary: 'Act on a user',
  description:
    'A lock keeps the user from signing in for as long as a lockout lasts; disabling also ends all sessions, until enabled. A forced reset takes the password away and mails a link to set a new one; so does verifying an address that its owner has not proved, and whoever else registered it goes. Nobody can set a password for somebody else.',
  answer: { status: 200, description: 'The user as they are now.', schema: adminUserView },
  errors: writeErrors,
});
const rolesDoc = describeRoute({
  ...common,
  operationId: 'setRoles',
  summary: 'Change roles',
  description:
    'The next refresh shows them. Wants a sign-in younger than ten minutes; the last admin stays one.',
  answer: { status: 200, description: 'The user as they are now.', schema: adminUserView },
  errors: [...writeErrors, reauthenticationRequired],
});
const eraseDoc = describeRoute({
  ...common,
  operationId: 'eraseUser',
  summary: 'Erase a user',
  description: 'Wants a sign-in younger than ten minutes; the last admin stays.',
  answer: {
    status: 200,
    description: 'Erased.',
    schema: messageAnswer,
    example: { message: 'The account is erased.' },
  },
  errors: [...writeErrors, reauthenticationRequired],
});

/** `/api/v1/admin`: looking after other people's accounts. */
export const adminRoutes = (provide: (c: Context) => AdminRoutesDeps) => {
  const limited = (scope: RateLimitScope) => authenticate(provide, limitByUser(provide, scope));
  const readers = [limited('admin_read'), requireRole('staff', 'admin')] as const;
  const admins = [limited('admin_act'), requireRole('admin')] as const;

  return new Hono({ strict: false })
    .get('/users', listDoc, ...readers, validate('query', listQuery), async (c) => {
      const { query, status, role, cursor, limit } = c.req.valid('query');
      const { users, nextCursor } = await provide(c).viewUsers.list({
        query,
        status,
        role,
        cursor,
        limit,
      });
      return c.json({ users, next_cursor: nextCursor }, 200);
    })
    .get('/users/:id', viewDoc, ...readers, validate('param', userParam), async (c) =>
      c.json(await provide(c).viewUsers.view(c.req.valid('param').id), 200),
    )
    .get('/stats', statsDoc, ...readers, async (c) =>
      c.json(await provide(c).viewUsers.count(), 200),
    )
    .post(
      '/users/:id/:act',
      actDoc,
      ...admins,
      validate('param', actParam),
      validateOptional(reasonBody),
      async (c) => {
        const { id: userId, act } = c.req.valid('param');
        const { reason = null } = c.req.valid('json');
        const actorId = c.var.principal.user.id;
        return c.json(
          toAdminUserView(
            await provide(c).actOnUser({ userId, act, actorId, reason, client: clientInfo(c) }),
          ),
          200,
        );
      },
    )
    .put(
      '/users/:id/roles',
      rolesDoc,
      ...admins,
      validate('param', userParam),
      validate('json', rolesBody),
      async (c) => {
        const { setRoles, clock } = provide(c);
        assertFreshSignIn(c.var.principal, clock);
        const { roles, reason = null } = c.req.valid('json');
        const actorId = c.var.principal.user.id;
        return c.json(
          toAdminUserView(
            await setRoles({
              userId: c.req.valid('param').id,
              roles,
              actorId,
              reason,
              client: clientInfo(c),
            }),
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
        const { viewUsers, eraseAccount, clock } = provide(c);
        assertFreshSignIn(c.var.principal, clock);
        const { reason = null } = c.req.valid('json');
        const user = await viewUsers.view(c.req.valid('param').id);
        await eraseAccount({
          user,
          by: { actorId: c.var.principal.user.id, reason },
          client: clientInfo(c),
        });
        return c.json({ message: 'The account is erased.' }, 200);
      },
    );
};
