import { makeKey } from '../../src/cli/make-key.ts';
import { compare, type Figures, type Side } from './compare.ts';
import { toCell, toHead, toRow } from './figures.ts';
import { type Hops, measureHops } from './measure-hops.ts';
import type { Person } from './person.ts';
import { playersFor } from './players.ts';
import { ROUTES, type RouteName } from './routes.ts';
import { type Served, serve } from './serve.ts';
import { makePeople, makeStrangers, startService } from './service.ts';

/** As many that nobody, signing in in every round, gets more sessions than anybody may have. */
const PEOPLE = 60;
const ROUTE_NAMES = Object.keys(ROUTES) as RouteName[];
/** Requests of a sign-in that hashes nothing: as quick as a refresh. */
const UNHASHED = 240;

type Team = { served: Served; people: Person[] };

/** A row of the report. */
type Row = { name: string; floorIs: string; hops: Hops; least: Figures; own: Figures };

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

function show({ name, floorIs, hops: { hops, wait }, least, own }: Row): void {
  const ratio = (own.cpu.median / least.cpu.median).toFixed(1);
  const rates = [least, own].map(({ rps }) => rps.median.toFixed(0));
  const failures = least.failures + own.failures;
  const [floorCpu, cpu] = [toCell(least.cpu), toCell(own.cpu)];
  console.log(toRow([name, floorIs, floorCpu, cpu, ratio, hops, wait, ...rates, failures]));
}

// The rate alone would not tell work from waiting: the queue of hashes lets other requests through.
function describeHash(login: Figures, hash: Figures): string {
  const rate = (login.rps.median / hash.rps.median) * 100;
  const work = (hash.cpu.median / login.cpu.median) * 100;
  const each = 1000 / login.rps.median;
  const [own, idle] = [login.cpu.median - hash.cpu.median, each - login.cpu.median];
  return `
Raw hash: ${toCell(hash.cpu)} ms of CPU, ${hash.rps.median.toFixed(1)} a second. \
Logins come at ${rate.toFixed(0)} % of that rate; by CPU, the hash is ${work.toFixed(0)} % of one. \
A login takes ${each.toFixed(1)} ms of the Worker: ${hash.cpu.median.toFixed(1)} the hash, \
${own.toFixed(1)} other CPU, ${idle.toFixed(1)} idle.`;
}

/** Measures the routes one by one. Returns what there is to say about the hash. */
async function showRoutes(
  floor: Served,
  service: Team,
  hops: Record<RouteName, Hops>,
  rounds: number,
): Promise<string> {
  let note = '';
  for (const name of ROUTE_NAMES) {
    const { floor: path, floorIs } = ROUTES[name];
    const sides = [floorSide(name, floor, path), ownSide(name, service)];
    if (name === 'login') sides.push(floorSide(name, floor, '/hash'));
    const [least, own, hash] = await compare(sides, rounds);
    if (least === undefined || own === undefined) continue;
    show({ name, floorIs, hops: hops[name], least, own });
    if (hash !== undefined) note = describeHash(own, hash);
  }
  return note;
}

async function showUnhashed(floor: Served, hops: Hops, rounds: number): Promise<void> {
  const team = await startTeam('test/bench/unhashed-worker.ts');
  try {
    const sides = [
      floorSide('login', floor, '/login-unhashed', UNHASHED),
      { ...floorSide('login', floor, '/login-stored', UNHASHED), worksOn: true },
      ownSide('login', team, UNHASHED),
    ];
    const [least, stored, own] = await compare(sides, rounds);
    if (least === undefined || stored === undefined || own === undefined) return;
    const floorIs = 'two guard calls, two ES256 signatures';
    const storedIs = 'the same, a look-up in D1, a log line, D1 told by the queue';
    for (const [floorCost, says] of [[least, floorIs] as const, [stored, storedIs] as const])
      show({ name: 'login without its hash', floorIs: says, hops, least: floorCost, own });
  } finally {
    await team.served.stop();
  }
}

/**
 * Reports each route next to the least that its work can cost: CPU milliseconds of the runtime a
 * request (median, extremes), storage hops, the edge model's wait, and requests a second.
 */
export async function reportRoutes(rounds: number): Promise<void> {
  const hops = await measureHops();
  const jwk = JSON.stringify(await makeKey('ES256'));
  const floor = await serve('test/bench/floor.toml', { JWK: jwk });
  const service = await startTeam();
  try {
    const names = ['route', 'floor', 'floor CPU ms', 'CPU ms', 'ratio', 'hops', 'edge wait ms'];
    console.log(toHead([...names, 'floor req/s', 'req/s', 'failures']));
    const note = await showRoutes(floor, service, hops, rounds);
    await showUnhashed(floor, hops.login, rounds);
    console.log(`${note}\n\nStorage calls, each with its place in the row:`);
    for (const name of ROUTE_NAMES) console.log(`- ${name}: ${hops[name].calls.join(', ')}`);
  } finally {
    await Promise.all([floor.stop(), service.served.stop()]);
  }
}
