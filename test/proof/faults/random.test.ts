import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { chanceOf } from '../../support/chance.ts';
import { runOnce } from './explore.ts';
import { FLOWS } from './flows/all.ts';
import type { Call } from './switchboard.ts';
import { createWorld } from './world.ts';

const { TEST_FAULT_RUNS: RUNS, TEST_FAULT_SEED: SEED } = env;
/** Milliseconds for one run on a busy machine. */
const A_RUN = 10_000;

/**
 * Several faults in one run. Those of one name go on for a while, as an outage does, and each call
 * may fail in a way of its own.
 */
function choosing(seed: number) {
  const chance = chanceOf(seed);
  const rate = [0.08, 0.2, 0.4][chance.below(3)] ?? 0.2;
  const budget = { left: 1 + chance.below(4) };
  return ({ kinds }: Call) => {
    if (budget.left === 0 || kinds.length === 0 || !chance.happens(rate)) return undefined;
    budget.left--;
    return kinds[chance.below(kinds.length)];
  };
}

describe('several faults in one run', () => {
  it(`leave nothing wrong behind, ${RUNS} times`, { timeout: RUNS * A_RUN }, async () => {
    console.info(`FAULT_SEED=${SEED}`);
    const findings: object[] = [];
    for (let run = 0; run < RUNS; run++) {
      const seed = SEED + run;
      const flow = FLOWS[chanceOf(seed).below(FLOWS.length)];
      if (flow === undefined) continue;
      const world = createWorld(flow.world);
      const usual = await runOnce(world, flow, { choose: () => undefined }, null);
      const done = await runOnce(world, flow, { choose: choosing(seed) }, usual.outcome);
      if (done.wrong.length > 0)
        findings.push({ seed, flow: flow.name, faults: done.faults, wrong: done.wrong });
    }
    // `FAULT_SEED=<seed> FAULT_RUNS=1 npm run proof:faults` repeats one.
    expect(findings).toEqual([]);
  });
});
