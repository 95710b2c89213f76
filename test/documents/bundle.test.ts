import { describe, expect, it } from 'vitest';
import { bundleWorker } from '../../src/cli/shipped/list-shipped.ts';
import { judgeLoading } from '../bench/limits.ts';
import { loadedAtStart } from '../bench/module-graph.ts';

const graph = await bundleWorker();
const all = new Set(Object.keys(graph.inputs));
const atStart = loadedAtStart(graph);

describe('the bundle of the Worker', () => {
  it('runs WebAuthn, passwords, SMTP and Sentry at their first use, not at start', () => {
    expect(judgeLoading(all, atStart)).toEqual([]);
  });

  it('runs the service itself at start', () => {
    for (const file of ['src/worker.ts', 'src/app.ts', 'src/words/catalogues.ts'])
      expect([file, atStart.has(file)]).toEqual([file, true]);
  });

  it('would be found to run one of them at start, by one statement of any module', () => {
    for (const module of ['src/webauthn/library.ts', 'src/operations/report-fault.ts']) {
      const imports = (graph.inputs[module]?.imports ?? []).map((one) => ({
        ...one,
        kind: 'import-statement',
      }));
      const eager = { ...graph, inputs: { ...graph.inputs, [module]: { imports } } };
      expect(judgeLoading(all, loadedAtStart(eager))).toHaveLength(1);
    }
  });
});
