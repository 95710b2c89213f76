import type { Figures } from './compare.ts';
import { toCell } from './figures.ts';
import type { Section } from './report.ts';

/** A route as it was measured, beside the least that its work can cost; `hash` is the raw one. */
export type MeasuredRoute = {
  name: string;
  floorIs: string;
  least: Figures;
  own: Figures;
  hash?: Figures;
};

const rate = ({ rps }: Figures) => rps.median.toFixed(0);
const latency = ({ p50, p99 }: Figures) => [p50.median, p99.median].map((ms) => ms.toFixed(1));
const cpuOf = ({ cpu }: Figures) => cpu.median;
const ratioOf = ({ own, least }: MeasuredRoute) => (cpuOf(own) / cpuOf(least)).toFixed(1);

/** What a client sees of each route. */
export const describeRoutes = (measured: readonly MeasuredRoute[]): Section => ({
  title: 'Routes',
  columns: ['Route', 'Requests/s', 'p50 ms', 'p99 ms', 'Floor’s requests/s', 'Failures'],
  rows: measured.map(({ name, own, least }) => [
    name,
    rate(own),
    ...latency(own),
    rate(least),
    own.failures + least.failures,
  ]),
  charts: [
    {
      title: 'Requests a second',
      unit: '',
      parts: ['requests'],
      bars: measured.map(({ name, own }) => ({ name, parts: [own.rps.median] })),
    },
  ],
});

/** What the runtime and the work that cannot be left out cost, without the service. */
export const describeFloors = (measured: readonly MeasuredRoute[]): Section => ({
  title: 'Floors',
  columns: ['Of', 'What it does', 'CPU ms', 'p50 ms'],
  rows: measured.map(({ name, floorIs, least }) => [
    name,
    floorIs,
    toCell(least.cpu),
    latency(least)[0] ?? '',
  ]),
});

/** The CPU of a route in four parts that add up: the runtime, the hash, the least work, ours. */
function splitCpu({ own, least, hash }: MeasuredRoute, runtime: number): number[] {
  const hashing = hash === undefined ? 0 : cpuOf(hash) - runtime;
  return [runtime, hashing, cpuOf(least) - runtime - hashing, cpuOf(own) - cpuOf(least)];
}

/** Where the CPU of a request goes. `runtime` is what a bare Worker costs, in milliseconds. */
export function describeCpu(measured: readonly MeasuredRoute[], runtime: number): Section {
  const split = measured.map((route) => ({ route, parts: splitCpu(route, runtime) }));
  return {
    title: 'CPU',
    columns: ['Route', 'CPU ms', 'Of its floor', 'Runtime', 'Hash', 'Least work', 'Ours'],
    rows: split.map(({ route, parts }) => [
      route.name,
      toCell(route.own.cpu),
      ratioOf(route),
      ...parts.map((ms) => ms.toFixed(2)),
    ]),
    charts: [
      {
        title: 'CPU of a request',
        unit: 'ms',
        parts: ['runtime', 'hash', 'least work', 'ours'],
        bars: split
          .filter(({ route }) => route.hash === undefined)
          .map(({ route, parts }) => ({ name: route.name, parts })),
      },
      {
        title: 'CPU of a sign-in',
        unit: 'ms',
        parts: ['runtime', 'hash', 'least work', 'ours'],
        bars: split
          .filter(({ route }) => route.hash !== undefined)
          .map(({ route, parts }) => ({ name: route.name, parts })),
      },
    ],
  };
}

/** What a login's hash takes of it. The rate alone would not tell work from waiting. */
export function describeHash({ own, hash }: Pick<MeasuredRoute, 'own' | 'hash'>): string {
  if (hash === undefined) return '';
  const share = (own.rps.median / hash.rps.median) * 100;
  const work = (cpuOf(hash) / cpuOf(own)) * 100;
  const each = 1000 / own.rps.median;
  const [other, idle] = [cpuOf(own) - cpuOf(hash), each - cpuOf(own)];
  return `Raw hash: ${toCell(hash.cpu)} ms of CPU, ${hash.rps.median.toFixed(1)} a second. \
Logins come at ${share.toFixed(0)} % of that rate; by CPU, the hash is ${work.toFixed(0)} % of one. \
A login takes ${each.toFixed(1)} ms of the Worker: ${cpuOf(hash).toFixed(1)} the hash, \
${other.toFixed(1)} other CPU, ${idle.toFixed(1)} idle.`;
}
