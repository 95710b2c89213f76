import { makeKey } from '../../src/cli/make-key.ts';
import { compare, type Side } from './compare.ts';
import { toCell } from './figures.ts';
import { judgeFailures } from './limits.ts';
import type { Person } from './person.ts';
import { playersFor } from './players.ts';
import type { Report } from './report.ts';
import {
  describeCpu,
  describeFloors,
  describeHash,
  describeRoutes,
  type MeasuredRoute,
} from './route-tables.ts';
import { ROUTES, type RouteName } from './routes.ts';
import { type Served, serve } from './serve.ts';
import { makePeople, makeStrangers, startService } from './service.ts';

/** As many that nobody, signing in in every round, gets more sessions than anybody may have. */
const PEOPLE = 60;
const ROUTE_NAMES = Object.keys(ROUTES) as RouteName[];
/** Requests of a sign-in that hashes nothing: as quick as a refresh. */
const UNHASHED = 240;

type Team = { served: Served; people: Person[] };

async function startTeam(entry?: string): Promise<Team> {
  const served = await startService({}, entry);
  return { served, people: await makePeople(served, PEOPLE) };
}

function ownSide(route: RouteName, { served, people }: Team, count?: number): Side {
  const { path, requests, writes } = ROUTES[route];
  return {
    served,
    load: { route, path, requests: count ?? requests },
    people: () => playersFor(route, served, people),
    worksOn: writes,
  };
}

function floorSide(route: RouteName, served: Served, path: string, count?: number): Side {
  const { requests, connections } = ROUTES[route];
  return {
    served,
    load: { route, path, requests: count ?? requests },
    people: () => makeStrangers(served, connections),
    worksOn: false,
  };
}

/** Measures the routes one by one. */
async function measureRoutes(floor: Served, service: Team, rounds: number) {
  const measured: MeasuredRoute[] = [];
  for (const name of ROUTE_NAMES) {
    const { floor: path, floorIs } = ROUTES[name];
    const sides = [floorSide(name, floor, path), ownSide(name, service)];
    if (name === 'login') sides.push(floorSide(name, floor, '/hash'));
    const [least, own, hash] = await compare(sides, rounds);
    if (least === undefined || own === undefined) continue;
    measured.push({ name, floorIs, least, own, ...(hash === undefined ? {} : { hash }) });
    console.log(`${name}: ${toCell(own.cpu)} ms of CPU`);
  }
  return measured;
}

/** Measures a sign-in whose hash costs next to nothing, next to two floors. */
async function measureUnhashed(floor: Served, rounds: number): Promise<MeasuredRoute[]> {
  const team = await startTeam('test/bench/unhashed-worker.ts');
  try {
    const sides = [
      floorSide('login', floor, '/login-unhashed', UNHASHED),
      { ...floorSide('login', floor, '/login-stored', UNHASHED), worksOn: true },
      ownSide('login', team, UNHASHED),
    ];
    const [least, stored, own] = await compare(sides, rounds);
    if (least === undefined || stored === undefined || own === undefined) return [];
    const calls = 'two guard calls, two ES256 signatures';
    const more = `${calls}, D1, log and queue`;
    return [
      { name: 'login without its hash', floorIs: calls, least, own },
      { name: 'the same, with D1 and log', floorIs: more, least: stored, own },
    ];
  } finally {
    await team.served.stop();
  }
}

const failuresOf = ({ name, least, own }: MeasuredRoute) =>
  [name, least.failures + own.failures] as const;

/**
 * Reports each route next to the least that its work can cost: requests a second and latency as a
 * client sees them, and CPU milliseconds of the runtime a request, by what they are spent on.
 */
export async function reportRoutes(rounds: number): Promise<Report> {
  const jwk = JSON.stringify(await makeKey('ES256'));
  const floor = await serve('test/bench/floor.toml', { JWK: jwk });
  const service = await startTeam();
  try {
    const routes = await measureRoutes(floor, service, rounds);
    const measured = [...routes, ...(await measureUnhashed(floor, rounds))];
    const runtime = routes.find(({ name }) => name === 'health/live')?.least.cpu.median ?? 0;
    const login = routes.find(({ hash }) => hash !== undefined);
    const cpu = describeCpu(measured, runtime);
    const notes = login === undefined ? [] : [describeHash(login)];
    return {
      sections: [describeRoutes(measured), describeFloors(measured), { ...cpu, notes }],
      rounds,
      faults: judgeFailures(Object.fromEntries(measured.map(failuresOf))),
    };
  } finally {
    await Promise.all([floor.stop(), service.served.stop()]);
  }
}
