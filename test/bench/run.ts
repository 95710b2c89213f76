import { fork } from 'node:child_process';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { makeKey } from '../../src/cli/make-key.ts';
import type { Load, Measured } from './load.ts';
import { reportLoginTimes } from './login-times.ts';
import { type Served, serve } from './serve.ts';
import { makePeople, makeStrangers, startService } from './service.ts';

// `npm run bench`: the routes that matter, each next to the least that its work can cost. The ratio is what counts.
const CONNECTIONS = { refresh: 10, me: 10, login: 4 };
const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '3' },
    rounds: { type: 'string', default: '3' },
    report: { type: 'string', default: 'ratios' },
  },
});
const seconds = Number(values.seconds);

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

async function compare(kind: 'refresh' | 'me' | 'login', floor: Served, service: Served): Promise<string> {
  const servicePath = { refresh: '/api/v1/auth/token/refresh', me: '/api/v1/auth/me', login: '/api/v1/auth/login' }[kind];
  const runs: { floor: Measured[]; service: Measured[] } = { floor: [], service: [] };
  // Turn and turn about, since the machine's own mood changes by the minute.
  for (let round = 0; round < Number(values.rounds); round++) {
    runs.floor.push(
      await measure({ url: floor.url, path: `/${kind}`, kind, seconds, people: await makeStrangers(floor, CONNECTIONS[kind]) }),
    );
    runs.service.push(
      await measure({ url: service.url, path: servicePath, kind, seconds, people: await makePeople(service, CONNECTIONS[kind]) }),
    );
  }
  const low = summarize(runs.floor);
  const own = summarize(runs.service);
  const cell = ({ rps, p50, p99 }: Measured) => `${Math.round(rps)} | ${p50} / ${p99}`;
  return `| ${kind} | ${cell(low)} | ${cell(own)} | ${((own.rps / low.rps) * 100).toFixed(0)} % | ${low.failures + own.failures} |`;
}

async function reportRatios(): Promise<void> {
  const floor = await serve('test/bench/floor.toml', { JWK: JSON.stringify(await makeKey('ES256')) });
  const service = await startService();
  try {
    console.log(
      '| route | floor req/s | floor p50 / p99 ms | Latchkey req/s | Latchkey p50 / p99 ms | ratio | failures |\n|---|---|---|---|---|---|---|',
    );
    for (const kind of ['refresh', 'me', 'login'] as const) console.log(await compare(kind, floor, service));
  } finally {
    await Promise.all([floor.mf.dispose(), service.mf.dispose()]);
  }
}

if (values.report === 'ratios' || values.report === 'all') await reportRatios();
if (values.report === 'login-times' || values.report === 'all') await reportLoginTimes();
