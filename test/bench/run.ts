import { fork } from 'node:child_process';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { makeKey } from '../../src/cli/make-key.ts';
import type { Load, Measured, Person } from './load.ts';
import { reportLoginTimes } from './login-times.ts';
import { type Served, serve } from './serve.ts';
import { makePeople, makeStrangers, signInAll, startService } from './service.ts';

// `npm run bench`: the routes that matter, each next to the least that its work can cost. The ratio is what counts.
// `-- --report <name>` chooses another report, or `all`; `--seconds` and `--rounds` say how long each load runs and how often.
const REPORTS: Record<string, () => Promise<void>> = {
  ratios: reportRatios,
  'login-times': reportLoginTimes,
};

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '3' },
    rounds: { type: 'string', default: '3' },
    report: { type: 'string', default: 'ratios' },
  },
});
const seconds = Number(values.seconds);
const rounds = Number(values.rounds);

type Route = {
  kind: Load['kind'];
  connections: number;
  service: string;
  floors: Record<string, string>;
};

// Ten connections keep the Worker busy; hashes stand in line anyway, and with more than four they only stand longer.
// A refresh has a second, lower floor: both its tokens are JWTs by contract, though the refresh token need not be one.
const ROUTES: Route[] = [
  {
    kind: 'refresh',
    connections: 10,
    service: '/api/v1/auth/token/refresh',
    floors: { refresh: '/refresh', 'refresh (floor signs once)': '/refresh-once' },
  },
  { kind: 'me', connections: 10, service: '/api/v1/auth/me', floors: { me: '/me' } },
  { kind: 'login', connections: 4, service: '/api/v1/auth/login', floors: { login: '/login' } },
];
const PEOPLE = 60;

function measure(load: Load): Promise<Measured> {
  const child = fork(path.join(import.meta.dirname, 'load.ts'));
  return new Promise((resolve, reject) => {
    child.once('message', (measured) => resolve(measured as Measured));
    child.once('error', reject);
    child.once('exit', (code) => code !== 0 && reject(new Error(`the load ended with ${code}`)));
    child.send(load);
  });
}

function median(numbers: number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
}

function summarize(runs: Measured[]): Measured {
  const of = (pick: (run: Measured) => number) => median(runs.map(pick));
  return {
    rps: of((run) => run.rps),
    p50: of((run) => run.p50),
    p99: of((run) => run.p99),
    failures: runs.reduce((sum, run) => sum + run.failures, 0),
  };
}

/** Measures a route and its floors turn and turn about, since the machine's own mood changes by the minute. Answers table rows. */
async function compare(
  route: Route,
  floor: Served,
  service: Served,
  people: Person[],
): Promise<string[]> {
  const { kind, connections } = route;
  const load = { kind, connections, seconds };
  const own: Measured[] = [];
  const floors = Object.entries(route.floors).map(([name, floorPath]) => ({
    name,
    floorPath,
    runs: [] as Measured[],
  }));
  for (let round = 0; round < rounds; round++) {
    for (const { floorPath, runs } of floors)
      runs.push(
        await measure({
          ...load,
          url: floor.url,
          path: floorPath,
          people: await makeStrangers(floor, connections),
        }),
      );
    const players =
      kind === 'login' ? people : await signInAll(service, people.slice(0, connections));
    own.push(await measure({ ...load, url: service.url, path: route.service, people: players }));
  }
  return floors.map(({ name, runs }) => toRow(name, summarize(runs), summarize(own)));
}

const cells = ({ rps, p50, p99 }: Measured) =>
  `${rps.toFixed(rps < 100 ? 1 : 0)} | ${p50} | ${p99}`;

function toRow(name: string, floor: Measured, own: Measured): string {
  const ratio = ((own.rps / floor.rps) * 100).toFixed(0);
  return `| ${name} | ${cells(floor)} | ${cells(own)} | ${ratio} % | ${floor.failures + own.failures} |`;
}

async function reportRatios(): Promise<void> {
  const floor = await serve('test/bench/floor.toml', {
    JWK: JSON.stringify(await makeKey('ES256')),
  });
  const service = await startService();
  try {
    const people = await makePeople(service, PEOPLE);
    console.log(
      '| route | floor req/s | p50 ms | p99 ms | Latchkey req/s | p50 ms | p99 ms | ratio | failures |\n|---|---|---|---|---|---|---|---|---|',
    );
    for (const route of ROUTES)
      console.log((await compare(route, floor, service, people)).join('\n'));
  } finally {
    await Promise.all([floor.stop(), service.stop()]);
  }
}

const chosen = values.report === 'all' ? Object.values(REPORTS) : [REPORTS[values.report]];
for (const report of chosen) {
  if (report === undefined)
    throw new Error(`--report takes ${Object.keys(REPORTS).join(', ')} or all`);
  await report();
}
