import { EDGE_MS } from '../support/edge-model.ts';
import { type Hops, measureHops } from './measure-hops.ts';
import type { Report, Section } from './report.ts';

const KINDS = ['guard', 'kv', 'replica', 'd1', 'queue'] as const;
const LABELS = ['Guard', 'KV', 'Replica', 'D1', 'Queue'];

/** A call reads `2 guard.open`: its place, and what was called. */
const countOf = (kind: string, { calls }: Hops) =>
  calls.filter((call) => call.split(' ')[1]?.startsWith(`${kind}.`)).length;

function describeHops(measured: readonly (readonly [string, Hops])[]): Section {
  const lists = measured.map(([route, { calls }]) => `- ${route}: ${calls.join(', ') || 'none'}`);
  return {
    title: 'Hops',
    columns: ['Route', 'Hops', 'Calls', ...LABELS],
    rows: measured.map(([route, hops]) => [
      route,
      hops.hops,
      hops.calls.length,
      ...KINDS.map((kind) => countOf(kind, hops)),
    ]),
    notes: [`Calls, each with its place; those with the same went at once:\n\n${lists.join('\n')}`],
    charts: [
      {
        title: 'Storage hops of a request',
        unit: '',
        parts: ['one after another'],
        bars: measured.map(([name, { hops }]) => ({ name, parts: [hops] })),
      },
    ],
  };
}

function describeEdge(measured: readonly (readonly [string, Hops])[]): Section {
  const model = KINDS.map((kind, index) => `${LABELS[index]} ${EDGE_MS[kind]} ms`).join(', ');
  return {
    title: 'Edge model',
    columns: ['Route', 'Wait ms'],
    rows: measured.map(([route, { wait }]) => [route, wait]),
    notes: [`A model of a user far from D1's primary, not a measurement: ${model}.`],
    charts: [
      {
        title: 'Wait for storage far from D1',
        unit: 'ms',
        parts: ['wait'],
        bars: measured.map(([name, { wait }]) => ({ name, parts: [wait] })),
      },
    ],
  };
}

/** Reports the storage calls that each route waits for, and how long it does in the edge model. */
export async function reportHops(): Promise<Report> {
  const measured = Object.entries(await measureHops());
  return { sections: [describeHops(measured), describeEdge(measured)], faults: [] };
}
