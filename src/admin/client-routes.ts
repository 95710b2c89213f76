import { type Context, Hono } from 'hono';
import { clientInfo } from '../http/client-info.ts';
import { validate, validateOptional } from '../http/contract.ts';
import { clientChanges, newClient } from '../oauth/clients/client-schemas.ts';
import type { ManageClients } from '../oauth/clients/manage-clients.ts';
import type { SignedIn } from '../sessions/resolve-principal.ts';
import type { Clock } from '../shared/clock.ts';
import {
  changeClientDoc,
  clientParam,
  listClientsDoc,
  registerClientDoc,
  removeClientDoc,
  rotateSecretDoc,
  rotation,
  viewClientDoc,
} from './client-docs.ts';
import { letAdminsAct, letStaffRead, type StaffGateDeps } from './staff-gate.ts';

export type ClientRoutesDeps = StaffGateDeps & { manageClients: ManageClients; clock: Clock };

/** Routes about OAuth clients: staff sees them, admins change them. */
export const clientRoutes = (provide: (c: Context) => ClientRoutesDeps) => {
  const readers = letStaffRead(provide);
  const admins = letAdminsAct(provide);
  const byOf = (c: Context<{ Variables: { principal: SignedIn } }>) => ({
    actorId: c.var.principal.user.id,
    client: clientInfo(c),
  });

  return new Hono({ strict: false })
    .get('/clients', listClientsDoc, ...readers, async (c) =>
      c.json({ clients: await provide(c).manageClients.list() }, 200),
    )
    .post('/clients', registerClientDoc, ...admins, validate('json', newClient), async (c) => {
      const { manageClients } = provide(c);
      return c.json(await manageClients.register(c.req.valid('json'), byOf(c)), 201);
    })
    .get(
      '/clients/:client_id',
      viewClientDoc,
      ...readers,
      validate('param', clientParam),
      async (c) => c.json(await provide(c).manageClients.view(c.req.valid('param').client_id), 200),
    )
    .patch(
      '/clients/:client_id',
      changeClientDoc,
      ...admins,
      validate('param', clientParam),
      validate('json', clientChanges),
      async (c) => {
        const { client_id: id } = c.req.valid('param');
        const { manageClients } = provide(c);
        return c.json(await manageClients.change(id, c.req.valid('json'), byOf(c)), 200);
      },
    )
    .delete(
      '/clients/:client_id',
      removeClientDoc,
      ...admins,
      validate('param', clientParam),
      async (c) => {
        await provide(c).manageClients.remove(c.req.valid('param').client_id, byOf(c));
        return c.json({ message: 'The client has been removed.' }, 200);
      },
    )
    .post(
      '/clients/:client_id/rotate-secret',
      rotateSecretDoc,
      ...admins,
      validate('param', clientParam),
      validateOptional(rotation),
      async (c) => {
        const { client_id: id } = c.req.valid('param');
        const keep = c.req.valid('json').keep_previous ?? true;
        return c.json(await provide(c).manageClients.rotateSecret(id, { keep }, byOf(c)), 200);
      },
    );
};
