import { expect } from 'vitest';
import { PASSWORD } from '../../../support/people.ts';
import { defineFlow } from '../flow.ts';
import { bodyOf, tokensOf, type World } from '../world.ts';
import { aPerson } from './prepared.ts';

const CLIENT = { client_id: 'api', client_secret: 'a-plain-and-long-secret' };
const clients = JSON.stringify([{ id: CLIENT.client_id, secret: CLIENT.client_secret }]);
const REFRESH = 'POST /api/v1/auth/token/refresh';

/** Someone with two sessions. */
async function twoSessions(world: World) {
  const prepared = await aPerson(world);
  return { ...prepared, other: await world.signIn(prepared.person.email) };
}
const refresh = (world: World, token: string) => world.post('token/refresh', { refresh: token });

/** A read of the signed-in user, which must answer and change nothing. */
const reads = (name: string, method: string, path: string) =>
  defineFlow({
    name,
    routes: [`${method} ${path}`],
    prepare: aPerson,
    act: (world, { person }) => world.ask(method, path, { by: person }),
    async expect(world, { person }, last) {
      expect(last.status).toBe(200);
      expect(await world.lives(person)).toBe(true);
    },
  });

export const SESSIONS = [
  reads('me', 'GET', '/api/v1/auth/me'),
  reads('list sessions', 'GET', '/api/v1/auth/sessions'),
  reads('read the own history', 'GET', '/api/v1/audit/logs'),
  defineFlow({
    name: 'me, at a guard that has to be taught',
    prepare: async (world) => {
      const prepared = await aPerson(world);
      const body = { first_name: 'Ada' };
      await world.ask('PATCH', '/api/v1/auth/profile', { body, by: prepared.person });
      return prepared;
    },
    act: (world, { person }) => world.get('/api/v1/auth/me', person),
    expect: async (_, __, last) => expect(bodyOf(last).first_name).toBe('Ada'),
  }),
  defineFlow({
    name: 'verify a token',
    routes: ['POST /api/v1/auth/token/verify'],
    prepare: aPerson,
    act: (world, { person }) => world.post('token/verify', { token: person.access_token }),
    expect: async (_, __, last) => expect(last.status).toBe(200),
  }),
  defineFlow({
    name: 'verify a token of an ended session',
    prepare: async (world) => {
      const prepared = await aPerson(world);
      await world.post('logout', {}, prepared.person);
      return prepared;
    },
    act: (world, { person }) => world.post('token/verify', { token: person.access_token }),
    expect: async (_, __, last) => expect(last.status).toBe(401),
  }),
  defineFlow({
    name: 'introspect',
    routes: ['POST /api/v1/auth/token/introspect'],
    world: { env: { INTROSPECTION_CLIENTS: clients } },
    prepare: aPerson,
    act: (world, { person }) =>
      world.ask('POST', '/api/v1/auth/token/introspect', {
        form: { token: person.access_token, ...CLIENT },
      }),
    expect: async (_, __, last) => expect(bodyOf(last).active).toBe(true),
  }),
  defineFlow({
    name: 'revoke an access token',
    routes: ['POST /api/v1/auth/token/revoke'],
    prepare: aPerson,
    act: (world, { person }) =>
      world.ask('POST', '/api/v1/auth/token/revoke', { form: { token: person.access_token } }),
    async expect(world, { person }) {
      expect((await world.get('/api/v1/auth/me', person)).status).toBe(401);
      expect((await refresh(world, person.refresh_token)).status).toBe(200);
    },
  }),
  defineFlow({
    name: 'revoke a refresh token',
    prepare: aPerson,
    act: (world, { person }) =>
      world.ask('POST', '/api/v1/auth/token/revoke', { form: { token: person.refresh_token } }),
    async expect(world, { person }) {
      expect(await world.lives(person)).toBe(false);
    },
  }),
  defineFlow({
    name: 'refresh',
    routes: [REFRESH],
    prepare: aPerson,
    act: (world, { person }) => refresh(world, person.refresh_token),
    async expect(world, { person }, last) {
      expect(await world.lives({ ...person, ...tokensOf(last) })).toBe(true);
    },
  }),
  defineFlow({
    name: 'refresh with a token that was just replaced',
    async prepare(world) {
      const prepared = await aPerson(world);
      const next = tokensOf(await refresh(world, prepared.person.refresh_token));
      return { ...prepared, next };
    },
    act: (world, { person }) => refresh(world, person.refresh_token),
    async expect(world, { person, next }, last) {
      expect(await world.lives({ ...person, ...tokensOf(last) })).toBe(true);
      expect(await world.lives({ ...person, ...next })).toBe(true);
    },
  }),
  defineFlow({
    name: 'refresh with a token that somebody copied',
    async prepare(world) {
      const prepared = await aPerson(world);
      const { refresh_token } = tokensOf(await refresh(world, prepared.person.refresh_token));
      world.timeline.move(31_000);
      await refresh(world, refresh_token);
      return { ...prepared, other: await world.signIn(prepared.person.email) };
    },
    act: (world, { person }) => refresh(world, person.refresh_token),
    async expect(world, { person, other }) {
      expect(await world.lives(person)).toBe(false);
      expect(await world.lives(other)).toBe(true);
      await world.deliver();
      expect(world.hasMail(person.email, /ended a session/)).toBe(true);
    },
  }),
  defineFlow({
    name: 'sign out',
    routes: ['POST /api/v1/auth/logout'],
    prepare: twoSessions,
    act: (world, { person }) => world.post('logout', {}, person),
    async expect(world, { person, other }) {
      expect(await world.lives(person)).toBe(false);
      expect(await world.lives(other)).toBe(true);
    },
  }),
  defineFlow({
    name: 'end another session',
    routes: ['DELETE /api/v1/auth/sessions/{id}'],
    prepare: twoSessions,
    act: (world, { person, other }) =>
      world.ask('DELETE', `/api/v1/auth/sessions/${other.session_id}`, { by: person }),
    doneBefore: [404],
    madeAnyway: [404],
    async expect(world, { person, other }) {
      expect(await world.lives(person)).toBe(true);
      expect(await world.lives(other)).toBe(false);
    },
  }),
  defineFlow({
    name: 'end all other sessions',
    routes: ['POST /api/v1/auth/sessions/terminate-all'],
    prepare: twoSessions,
    act: (world, { person }) => world.post('sessions/terminate-all', {}, person),
    async expect(world, { person, other }) {
      expect(await world.lives(person)).toBe(true);
      expect(await world.lives(other)).toBe(false);
    },
  }),
  defineFlow({
    name: 'sign in beyond the number of sessions',
    world: { env: { MAX_SESSIONS_PER_USER: '2' } },
    prepare: async (world) => {
      const prepared = await aPerson(world);
      world.timeline.move(1000);
      const other = await world.signIn(prepared.person.email);
      world.timeline.move(1000);
      return { ...prepared, other };
    },
    act: (world, { person: { email } }) =>
      world.post('login', { email, password: PASSWORD, token_delivery: 'body' }),
    async expect(world, { person }, last) {
      expect(await world.lives(tokensOf(last))).toBe(true);
      expect(await world.lives(person)).toBe(false);
    },
  }),
];
