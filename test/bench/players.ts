import { settle } from './compare.ts';
import type { Person } from './person.ts';
import { ROUTES, type RouteName } from './routes.ts';
import type { Served } from './serve.ts';
import { signInAll } from './service.ts';

/**
 * Returns the people of a round. Those whose token or session the route uses up are signed in anew:
 * a request with a token that another has retired measures nothing.
 */
export async function playersFor(
  name: RouteName,
  service: Served,
  people: readonly Person[],
): Promise<Person[]> {
  const { uses, requests, connections } = ROUTES[name];
  if (uses === 'nothing') return [...people];
  const count = uses === 'token' ? connections : requests;
  const chosen = Array.from({ length: count }, (_, turn) => people[turn % people.length]);
  const players = await signInAll(
    service,
    chosen.filter((person) => person !== undefined),
  );
  await settle();
  return players;
}
