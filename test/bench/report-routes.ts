import { makeKey } from '../../src/cli/make-key.ts';
import { compare, type Figures, type Side } from './compare.ts';
import { toCell, toHead, toRow } from './figures.ts';
import { type Hops, measureHops } from './measure-hops.ts';
import type { Person } from './person.ts';
import { playersFor } from './players.ts';
import { RAW_HASH, ROUTES, type RouteName } from './routes.ts';
import { type Served, serve } from './serve.ts';
import { makePeople, makeStrangers, startService } from './service.ts';

/** As many that nobody, signing in in every round, gets more sessions than anybody may have. */
const PEOPLE = 60;
const ROUTE_NAMES = Object.keys(ROUTES) as RouteName[];

function sidesOf(name: RouteName, floor: Served, service: Served, people: Person[]): Side[] {
  const { path, floor: floorPath, requests, connections } = ROUTES[name];
  const strangers = () => makeStrangers(floor, connections);
  const load = { route: name, requests };
  const own: Side = {
    served: service,
    load: { ...load, path },
    people: () => playersFor(name, service, people),
    worksOn: ROUTES[name].writes,
  };
  const least: Side = {
    served: floor,
    load: { ...load, path: floorPath },
    people: strangers,
    worksOn: false,
  };
  const hash: Side = { ...least, load: { ...load, path: RAW_HASH.floor } };
  return name === 'login' ? [least, own, hash] : [least, own];
}

function toRouteRow(name: RouteName, { hops, wait }: Hops, least: Figures, own: Figures): string {
  return toRow([
    name,
    ROUTES[name].floorIs,
    toCell(least.cpu),
    toCell(own.cpu),
    (own.cpu.median / least.cpu.median).toFixed(1),
    hops,
    wait,
    least.rps.median.toFixed(0),
    own.rps.median.toFixed(0),
    least.failures + own.failures,
  ]);
}

function describeHash(login: Figures, hash: Figures): string {
  const rate = (login.rps.median / hash.rps.median) * 100;
  const work = (hash.cpu.median / login.cpu.median) * 100;
  const rest = login.cpu.median - hash.cpu.median;
  return `
Raw hash: ${toCell(hash.cpu)} ms of CPU, ${hash.rps.median.toFixed(1)} a second. Logins come at ${rate.toFixed(0)} % of \
that rate; by CPU, the hash is ${work.toFixed(0)} % of a login, and the rest of it takes ${rest.toFixed(2)} ms.`;
}

/**
 * Reports each route next to the least that its work can cost: CPU milliseconds of the runtime a
 * request (median, extremes), storage hops, the edge model's wait, and requests a second.
 */
export async function reportRoutes(rounds: number): Promise<void> {
  const hops = await measureHops();
  const floor = await serve('test/bench/floor.toml', {
    JWK: JSON.stringify(await makeKey('ES256')),
  });
  const service = await startService();
  try {
    const people = await makePeople(service, PEOPLE);
    const names = ['route', 'floor', 'floor CPU ms', 'CPU ms', 'ratio', 'hops', 'edge wait ms'];
    console.log(toHead([...names, 'floor req/s', 'req/s', 'failures']));
    let note = '';
    for (const name of ROUTE_NAMES) {
      const [least, own, hash] = await compare(sidesOf(name, floor, service, people), rounds);
      if (least === undefined || own === undefined) continue;
      console.log(toRouteRow(name, hops[name], least, own));
      if (hash !== undefined) note = describeHash(own, hash);
    }
    console.log(`${note}\n\nStorage calls, each with its place in the row:`);
    for (const name of ROUTE_NAMES) console.log(`- ${name}: ${hops[name].calls.join(', ')}`);
  } finally {
    await Promise.all([floor.stop(), service.stop()]);
  }
}
