import { describe, expect, it } from 'vitest';
import { compareTimes, judgeTimes } from './judge-times.ts';
import {
  costOfStart,
  judgeFailures,
  judgeLoading,
  judgeStart,
  LOADED_LATER,
  MOST_START,
} from './limits.ts';
import { type BundleGraph, loadedAtStart, weighParts } from './module-graph.ts';
import { activeTime } from './startup-profile.ts';

const ENTRY = 'src/worker.ts';
const LATER = Object.values(LOADED_LATER).map((folder) => `${folder}index.js`);
const imports = (paths: string[], kind: string) => paths.map((path) => ({ path, kind }));

/**
 * A bundle whose entry loads `now` by statement; `use.ts`, a part of it, loads `later` on demand.
 */
function planted(now: string[], later: string[]): BundleGraph {
  const files = [ENTRY, 'src/use.ts', ...now, ...later];
  const none = Object.fromEntries(files.map((file) => [file, { imports: [] }]));
  return {
    inputs: {
      ...none,
      [ENTRY]: { imports: imports(['src/use.ts', ...now], 'import-statement') },
      'src/use.ts': { imports: imports(later, 'dynamic-import') },
    },
    outputs: {
      'worker.js': {
        entryPoint: ENTRY,
        inputs: Object.fromEntries(files.map((file) => [file, { bytesInOutput: 10 }])),
      },
    },
  };
}

const judge = (graph: BundleGraph) =>
  judgeLoading(new Set(Object.keys(graph.inputs)), loadedAtStart(graph));

describe('the limits of the bench', () => {
  it('take a start up to 100 ms of CPU more than an empty one, the least of several', () => {
    expect(MOST_START).toBe(100);
    expect(costOfStart([180, 140, 150], [40, 90, 60])).toBe(100);
    expect(judgeStart(MOST_START)).toEqual([]);
    expect(judgeStart(100.1)).toEqual([expect.stringContaining('100.1 ms')]);
    expect(judgeStart(0)).toEqual([expect.stringContaining('is empty')]);
  });

  it('count what ran of a profile, and what the collector took, but no waiting', () => {
    const named = ['(root)', '(idle)', '(garbage collector)', 'createApp'];
    const nodes = named.map((functionName, id) => ({ id, callFrame: { functionName } }));
    const profile = { nodes, samples: [1, 3, 2, 3, 1], timeDeltas: [900, 1000, 500, 2000, 70_000] };
    expect(activeTime(profile)).toBe(3.5);
    expect(activeTime({ nodes, samples: [1], timeDeltas: [900] })).toBe(0);
  });

  it('take no figures of requests that failed', () => {
    expect(judgeFailures({ me: 0, login: 0 })).toEqual([]);
    expect(judgeFailures({ me: 0, login: 2 })).toEqual(['2 requests of login failed']);
  });

  it('take no difference between known and unknown that is larger than the spread', () => {
    const times = [10, 11, 12, 13, 14];
    const slower = times.map((ms) => ms + 2);
    expect(judgeTimes([compareTimes('login', times, times)])).toEqual([]);
    expect(judgeTimes([compareTimes('login', times, slower)])).toEqual([
      'login answers 2.00 ms apart, with a spread of 2.00',
    ]);
  });
});

describe('what a first use loads', () => {
  it('runs at no start', () => {
    const graph = planted([], LATER);
    expect(judge(graph)).toEqual([]);
    expect(weighParts(graph).find(({ name }) => name === 'nodemailer')).toEqual({
      name: 'nodemailer',
      atStart: 0,
      later: 10,
    });
  });

  it.each(Object.entries(LOADED_LATER))('is found to run at start: %s', (name, folder) => {
    const file = `${folder}index.js`;
    const others = LATER.filter((other) => other !== file);
    expect(judge(planted([file], others))).toEqual([`${name} (${folder}) is loaded at start`]);
    // By a statement of something else that is loaded at start, though also on demand.
    const graph = planted(['src/eager.ts'], LATER);
    graph.inputs['src/eager.ts'] = { imports: imports([file], 'require-call') };
    expect(judge(graph)).toEqual([`${name} (${folder}) is loaded at start`]);
  });

  it.each(Object.entries(LOADED_LATER))('is looked for where it is: %s', (name, folder) => {
    const others = LATER.filter((file) => !file.startsWith(folder));
    expect(judge(planted([], others))).toEqual([`${name} (${folder}) is not in the bundle`]);
  });
});
