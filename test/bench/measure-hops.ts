import type { Person } from './person.ts';
import { ROUTES, type Route, type RouteName } from './routes.ts';
import type { Served } from './serve.ts';
import { addressOf, makePeople, startService } from './service.ts';

/**
 * What an answer waited for, as `countHops` reads it. `wait` is in milliseconds of the edge model.
 */
export type Hops = { hops: number; wait: number; calls: string[] };

const TRIES = 3;
const ROUTE_NAMES = Object.keys(ROUTES) as RouteName[];

async function ask(served: Served, route: Route, person: Person, ip: string): Promise<Hops> {
  const body = route.body(person);
  const response = await fetch(served.url + route.path, {
    method: route.method,
    headers: {
      'Content-Type': 'application/json',
      'CF-Connecting-IP': ip,
      ...(route.bearer ? { Authorization: `Bearer ${person.access}` } : {}),
    },
    ...(body === null ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (response.status !== 200) throw new Error(`${route.path}: ${response.status} ${text}`);
  return JSON.parse(response.headers.get('X-Storage-Hops') ?? '') as Hops;
}

/**
 * Returns what each route waits for at most, with its rate limits and from addresses that it has
 * not seen: an isolate asks KV for a count only the first time.
 */
export async function measureHops(): Promise<Record<RouteName, Hops>> {
  const served = await startService({ RATE_LIMITS: '{}' }, 'test/bench/hops-worker.ts');
  try {
    const people = await makePeople(served, TRIES);
    const measured: [RouteName, Hops][] = [];
    let asked = 100;
    for (const name of ROUTE_NAMES) {
      const tries: Hops[] = [];
      for (const person of people)
        tries.push(await ask(served, ROUTES[name], person, addressOf(asked++)));
      const [longest] = tries.toSorted((a, b) => b.wait - a.wait);
      if (longest !== undefined) measured.push([name, longest]);
    }
    return Object.fromEntries(measured) as Record<RouteName, Hops>;
  } finally {
    await served.stop();
  }
}
