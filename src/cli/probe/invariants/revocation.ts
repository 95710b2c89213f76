import { wanted } from '../http.ts';
import { type Finding, type Invariant, judgeFaults, type World } from '../invariant.ts';
import { API, type Session } from '../people.ts';
import type { Route } from '../routes.ts';
import { lastingSession, spareSession } from './kept-sessions.ts';

/** Longest time for which a route that still answers is watched, in milliseconds. */
const WATCHED = 5000;

const signIn = async (world: World): Promise<Session> =>
  world.people.signIn(await world.people.verified('sessions'));

/** Milliseconds until a route refuses a token; null for at once. */
async function latencyOf(world: World, ask: () => Promise<number>): Promise<number | null> {
  const begun = Date.now();
  if ((await ask()) === 401) return null;
  while (Date.now() - begun < WATCHED) {
    await world.sleep(250);
    if ((await ask()) === 401) break;
  }
  return Date.now() - begun;
}

async function everyRoute(world: World): Promise<Finding> {
  const { access, refresh } = await spareSession(world);
  wanted('logout', await world.call('POST', `${API}/logout`, { token: access }));
  const ask = async ({ method, path, body }: Route) =>
    (await world.call(method, path, { body, token: access })).status;
  const asked = [
    ...world.routes.guarded.map((route) => ({
      name: `${route.method} ${route.path}`,
      ask: () => ask(route),
    })),
    {
      name: 'token/verify',
      ask: async () =>
        (await world.call('POST', `${API}/token/verify`, { body: { token: access } })).status,
    },
    {
      name: 'token/refresh',
      ask: async () =>
        (await world.call('POST', `${API}/token/refresh`, { body: { refresh } })).status,
    },
  ];
  const late = await Promise.all(
    asked.map(async ({ name, ask: send }) => ({ name, ms: await latencyOf(world, send) })),
  );
  const faults = late.flatMap(({ name, ms }) => (ms === null ? [] : [`${name} after ${ms} ms`]));
  return judgeFaults(asked.length, 'routes at once after the sign-out', faults);
}

/** Each ends sessions other than the one that asks. */
const WAYS: Record<string, (world: World, own: Session, other: Session) => Promise<unknown>> = {
  'sessions/{id}': async ({ call }, own, other) =>
    wanted(
      'sessions/{id}',
      await call('DELETE', `${API}/sessions/${other.id}`, { token: own.access }),
    ),
  'sessions/terminate-all': async ({ call }, own) =>
    wanted(
      'sessions/terminate-all',
      await call('POST', `${API}/sessions/terminate-all`, { token: own.access }),
    ),
  'token/revoke': async ({ call }, _own, other) =>
    wanted(
      'token/revoke',
      await call('POST', `${API}/token/revoke`, { body: { token: other.refresh } }),
    ),
};

async function everyWay(world: World): Promise<Finding> {
  const person = await world.people.verified('sessions');
  const own = await lastingSession(world);
  let other = await signIn(world);
  const faults: string[] = [];
  for (const [name, end] of Object.entries(WAYS)) {
    await end(world, own, other);
    const { status } = await world.call('GET', `${API}/me`, { token: other.access });
    if (status !== 401) faults.push(`${name}: me answered ${status}`);
    const alive = await world.call('GET', `${API}/me`, { token: own.access });
    if (alive.status !== 200) faults.push(`${name}: ended the other one too`);
    if (name !== Object.keys(WAYS).at(-1)) other = await signIn(world);
  }
  person.access = own.access;
  return judgeFaults(Object.keys(WAYS).length, 'ways to end a session', faults);
}

export const revocationInvariants: Invariant[] = [
  { name: 'revocation-routes', expected: '401 everywhere, at once', measure: everyRoute },
  { name: 'revocation-ways', expected: '401 at once, others go on', measure: everyWay },
];
