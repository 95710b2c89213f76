import { env } from 'cloudflare:workers';
import { expect } from 'vitest';
import { PASSWORD } from '../../../support/people.ts';
import { defineFlow } from '../flow.ts';
import { bodyOf, type Person, type World } from '../world.ts';
import { aPerson, deliverOnce, NEXT_PASSWORD } from './prepared.ts';

const ADMIN = '/api/v1/admin';
const ACT = 'POST /api/v1/admin/users/{id}/{act}';

/** An administrator and somebody with one session. */
async function bothOf(world: World) {
  const prepared = await aPerson(world);
  return { ...prepared, admin: await world.admin() };
}
const act = (world: World, admin: Person, id: string, name: string) =>
  world.ask('POST', `${ADMIN}/users/${id}/${name}`, { body: { reason: 'a test' }, by: admin });

type Prepared = Awaited<ReturnType<typeof bothOf>>;

/** An act on somebody, what precedes it, and what then holds for them. */
const acts = (
  name: string,
  expectFor: (world: World, prepared: Prepared) => Promise<void>,
  { after = [] as string[] } = {},
) =>
  defineFlow({
    name: `administrators: ${name}`,
    routes: [ACT],
    async prepare(world) {
      const prepared = await bothOf(world);
      for (const earlier of after)
        await act(world, prepared.admin, prepared.person.user.id, earlier);
      await world.deliver();
      return prepared;
    },
    act: (world, { admin, person }) => act(world, admin, person.user.id, name),
    expect: expectFor,
  });

/** Nobody is signed in, and the mailed link leads to a new password. */
async function expectForced(world: World, person: { email: string }) {
  expect(await world.signsIn(person.email)).toBe(401);
  const token = await world.mailedToken(person.email);
  const set = await world.post('password/reset/confirm', { token, new_password: NEXT_PASSWORD });
  expect(set.status).toBe(200);
  expect(await world.signsIn(person.email, NEXT_PASSWORD)).toBe(200);
}

/** A read of administrators, which must answer. */
const reads = (name: string, route: string, pathOf: (person: Person) => string) =>
  defineFlow({
    name: `administrators: ${name}`,
    routes: [`GET ${route}`],
    prepare: bothOf,
    act: (world, { admin, person }) => world.get(pathOf(person), admin),
    expect: async (_, __, last) => expect(last.status).toBe(200),
  });

/** A mail about somebody that was given up. */
export async function aDeadMail(world: World) {
  const prepared = await bothOf(world);
  await world.post('password/reset', { email: prepared.person.email });
  world.queues.giveUp();
  await world.queues.deliverDead();
  const { results } = await env.DB.prepare('select id from dead_letters where user_id = ?')
    .bind(prepared.person.user.id)
    .all<{ id: string }>();
  return { ...prepared, id: results[0]?.id ?? '' };
}
export const lettersAbout = ({ user }: Person) =>
  env.DB.prepare('select count(*) as count from dead_letters where user_id = ?')
    .bind(user.id)
    .first<number>('count');

export const ADMINISTRATION = [
  defineFlow({
    name: 'administrators: try a dead letter again',
    routes: ['POST /api/v1/admin/dead-letters/{id}/retry'],
    prepare: aDeadMail,
    act: (world, { admin, id }) =>
      world.ask('POST', `${ADMIN}/dead-letters/${id}/retry`, { body: {}, by: admin }),
    async expect(world, { person }) {
      const token = await world.mailedToken(person.email);
      const set = await world.post('password/reset/confirm', {
        token,
        new_password: NEXT_PASSWORD,
      });
      expect([set.status, await lettersAbout(person)]).toEqual([200, 0]);
    },
  }),
  defineFlow({
    name: 'administrators: drop a dead letter',
    routes: ['DELETE /api/v1/admin/dead-letters/{id}'],
    prepare: aDeadMail,
    act: (world, { admin, id }) =>
      world.ask('DELETE', `${ADMIN}/dead-letters/${id}`, { body: {}, by: admin }),
    doneBefore: [404],
    madeAnyway: [404],
    expect: async (_, { person }) => expect(await lettersAbout(person)).toBe(0),
  }),
  reads('search', '/api/v1/admin/users', ({ email }) => `${ADMIN}/users?query=${email}`),
  reads('one user', '/api/v1/admin/users/{id}', ({ user }) => `${ADMIN}/users/${user.id}`),
  reads('statistics', '/api/v1/admin/stats', () => `${ADMIN}/stats`),
  reads('events', '/api/v1/admin/events', ({ email }) => `${ADMIN}/events?user=${email}`),
  reads('dead letters', '/api/v1/admin/dead-letters', () => `${ADMIN}/dead-letters`),
  reads('metrics', '/api/v1/admin/metrics', () => `${ADMIN}/metrics`),
  reads('figures', '/api/v1/admin/figures', () => `${ADMIN}/figures?period=week`),
  acts('lock', async (world, { person }) => {
    expect(await world.lives(person)).toBe(true);
    expect(await world.signsIn(person.email)).toBe(403);
  }),
  acts(
    'unlock',
    async (world, { person }) => {
      expect(await world.lives(person)).toBe(true);
      expect(await world.signsIn(person.email)).toBe(200);
    },
    { after: ['lock'] },
  ),
  acts('disable', async (world, { person }) => {
    expect(await world.lives(person)).toBe(false);
    expect(await world.signsIn(person.email)).toBe(403);
  }),
  acts(
    'enable',
    async (world, { person }) => {
      expect(await world.lives(person)).toBe(false);
      expect(await world.signsIn(person.email)).toBe(200);
    },
    { after: ['disable'] },
  ),
  acts('terminate-sessions', async (world, { person }) => {
    expect(await world.lives(person)).toBe(false);
    expect(await world.signsIn(person.email)).toBe(200);
  }),
  acts('force-reset', async (world, { person }) => {
    expect(await world.lives(person)).toBe(false);
    await expectForced(world, person);
  }),
  defineFlow({
    name: 'administrators: the mail of a forced reset',
    async prepare(world) {
      const prepared = await bothOf(world);
      await act(world, prepared.admin, prepared.person.user.id, 'force-reset');
      return prepared;
    },
    act: deliverOnce,
    expect: (world, { person }) => expectForced(world, person),
  }),
  defineFlow({
    name: 'administrators: verify-email',
    routes: [ACT],
    async prepare(world) {
      const { email, id } = await world.signUp();
      await world.mailTo(email);
      return { ids: [id], id, email, admin: await world.admin() };
    },
    act: (world, { admin, id }) => act(world, admin, id, 'verify-email'),
    expect: (world, state) => expectForced(world, state),
  }),
  defineFlow({
    name: 'administrators: give a role',
    routes: ['PUT /api/v1/admin/users/{id}/roles'],
    prepare: bothOf,
    act: (world, { admin, person }) =>
      world.ask('PUT', `${ADMIN}/users/${person.user.id}/roles`, {
        body: { roles: ['staff'] },
        by: admin,
      }),
    async expect(world, { person }) {
      expect(await world.lives(person)).toBe(true);
      expect(bodyOf(await world.get('/api/v1/auth/me', person)).roles).toEqual(['user', 'staff']);
      expect((await world.get(`${ADMIN}/stats`, person)).status).toBe(200);
    },
  }),
  defineFlow({
    name: 'administrators: take a role',
    async prepare(world) {
      const prepared = await bothOf(world);
      const path = `${ADMIN}/users/${prepared.person.user.id}/roles`;
      await world.ask('PUT', path, { body: { roles: ['staff'] }, by: prepared.admin });
      return prepared;
    },
    act: (world, { admin, person }) =>
      world.ask('PUT', `${ADMIN}/users/${person.user.id}/roles`, {
        body: { roles: [] },
        by: admin,
      }),
    async expect(world, { person }) {
      expect(await world.lives(person)).toBe(true);
      expect((await world.get(`${ADMIN}/stats`, person)).status).toBe(403);
    },
  }),
  defineFlow({
    name: 'administrators: erase',
    routes: ['DELETE /api/v1/admin/users/{id}'],
    prepare: bothOf,
    act: (world, { admin, person }) =>
      world.ask('DELETE', `${ADMIN}/users/${person.user.id}`, { body: {}, by: admin }),
    doneBefore: [404],
    madeAnyway: [404],
    erases: true,
    async expect(world, { person }) {
      await world.wait(90_000);
      expect(await world.isThere(person.user.id)).toBe(false);
      expect(await world.lives(person)).toBe(false);
      expect(await world.signsIn(person.email, PASSWORD)).toBe(401);
      expect(world.hasMail(person.email, /was erased/)).toBe(true);
    },
  }),
];
