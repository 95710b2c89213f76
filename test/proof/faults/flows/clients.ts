import { expect } from 'vitest';
import { defineFlow } from '../flow.ts';
import { bodyOf, type Person, type World } from '../world.ts';

const CLIENTS = '/api/v1/admin/clients';
const ONE = `${CLIENTS}/{client_id}`;

type Shown = { client_id: string; client_name: string; client_secret?: string; secrets: unknown[] };

const register = (world: World, admin: Person) =>
  world.ask('POST', CLIENTS, {
    body: { client_name: 'App', redirect_uris: ['https://app.example.com/callback'] },
    by: admin,
  });
const view = (world: World, admin: Person, id: string) =>
  world.ask('GET', `${CLIENTS}/${id}`, { by: admin });

/** An administrator and a client. */
async function aClient(world: World) {
  const admin = await world.admin();
  return { ids: [], admin, id: bodyOf<Shown>(await register(world, admin)).client_id };
}

/** What administrators do to OAuth clients. */
export const CLIENT_FLOWS = [
  defineFlow({
    name: 'administrators: list clients',
    routes: [`GET ${CLIENTS}`],
    prepare: aClient,
    act: (world, { admin }) => world.ask('GET', CLIENTS, { by: admin }),
    expect: async (_, __, last) => expect(last.status).toBe(200),
  }),
  defineFlow({
    name: 'administrators: view a client',
    routes: [`GET ${ONE}`],
    prepare: aClient,
    act: (world, { admin, id }) => view(world, admin, id),
    expect: async (_, { id }, last) => expect(bodyOf<Shown>(last).client_id).toBe(id),
  }),
  defineFlow({
    name: 'administrators: register a client',
    routes: [`POST ${CLIENTS}`],
    prepare: async (world) => ({ ids: [], admin: await world.admin() }),
    act: (world, { admin }) => register(world, admin),
    async expect(world, { admin }, last) {
      const { client_id: id, client_secret } = bodyOf<Shown>(last);
      expect(client_secret).toMatch(/^[\w-]{43}$/);
      expect((await view(world, admin, id)).status).toBe(200);
    },
  }),
  defineFlow({
    name: 'administrators: change a client',
    routes: [`PATCH ${ONE}`],
    prepare: aClient,
    act: (world, { admin, id }) =>
      world.ask('PATCH', `${CLIENTS}/${id}`, { body: { client_name: 'Other' }, by: admin }),
    async expect(world, { admin, id }) {
      expect(bodyOf<Shown>(await view(world, admin, id)).client_name).toBe('Other');
    },
  }),
  defineFlow({
    name: 'administrators: give a client another secret',
    routes: [`POST ${ONE}/rotate-secret`],
    prepare: aClient,
    act: (world, { admin, id }) =>
      world.ask('POST', `${CLIENTS}/${id}/rotate-secret`, { body: {}, by: admin }),
    async expect(world, { admin, id }, last) {
      expect(bodyOf<Shown>(last).client_secret).toMatch(/^[\w-]{43}$/);
      expect(bodyOf<Shown>(await view(world, admin, id)).secrets).toHaveLength(2);
    },
  }),
  defineFlow({
    name: 'administrators: remove a client',
    routes: [`DELETE ${ONE}`],
    prepare: aClient,
    act: (world, { admin, id }) => world.ask('DELETE', `${CLIENTS}/${id}`, { by: admin }),
    doneBefore: [404],
    madeAnyway: [404],
    async expect(world, { admin, id }) {
      expect((await view(world, admin, id)).status).toBe(404);
    },
  }),
];
