import { type Context, Hono } from 'hono';
import { type ClientPageDeps, clientPage } from './client-page.tsx';
import { clientsPage } from './clients-page.tsx';
import { editClientPage } from './edit-client.tsx';
import { type NewClientDeps, newClientPage } from './new-client.tsx';

export type ClientsPagesDeps = ClientPageDeps & NewClientDeps;

/** `/admin/clients`: the OAuth clients. Shares the limits of the API's routes. */
export const clientsPages = (provide: (c: Context) => ClientsPagesDeps) =>
  new Hono({ strict: false })
    .route('/', clientsPage(provide))
    // Before the page of a client, whose id it is not.
    .route('/', newClientPage(provide))
    .route('/', editClientPage(provide))
    .route('/', clientPage(provide));
