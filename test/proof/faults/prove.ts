import { expect, it } from 'vitest';
import { explore } from './explore.ts';
import type { Flow } from './flow.ts';

/** Milliseconds; a flow takes seconds, on a busy machine perhaps a minute. */
const TIME = 300_000;

/** Declares a test for each flow: nothing goes wrong, whichever of its calls fails in which way. */
export function prove(flows: Flow[]): void {
  it.each(flows)('$name', { timeout: TIME }, async (flow) => {
    const { findings, runs } = await explore(flow);
    expect(findings).toEqual([]);
    expect(runs).toBeGreaterThan(1);
  });
}
