import { type Context, Hono } from 'hono';
import type { ManageClients } from '../../oauth/clients/manage-clients.ts';
import { staffOnly } from '../gate.tsx';
import { ClientsPage } from './clients-view.tsx';
import { type FormGateDeps, takeSaid } from './form-gate.tsx';

export type ClientsPageDeps = FormGateDeps & { manageClients: Pick<ManageClients, 'list'> };

/** `/admin/clients`: all of them, as the API lists them. */
export const clientsPage = (provide: (c: Context) => ClientsPageDeps) =>
  new Hono({ strict: false }).get('/', ...staffOnly(provide, 'admin_read'), async (c) => {
    const deps = provide(c);
    const { page, session } = c.var;
    const { notice = null } = await takeSaid(c, deps);
    const clients = await deps.manageClients.list();
    return c.html(<ClientsPage {...{ page, session, clients, notice }} />);
  });
