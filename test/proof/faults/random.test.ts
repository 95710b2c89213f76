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
/** Runs that share one storage, which is emptied between tests: what it holds slows a run down. */
const TOGETHER = 50;

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

/** Returns what one run leaves behind that is wrong. */
async function runWith(seed: number): Promise<object[]> {
  const flow = FLOWS[chanceOf(seed).below(FLOWS.length)];
  if (flow === undefined) throw new Error('there is no flow');
  const world = createWorld(flow.world);
  const usual = await runOnce(world, flow, { choose: () => undefined }, null);
  const { wrong, faults } = await runOnce(world, flow, { choose: choosing(seed) }, usual.outcome);
  return wrong.length === 0 ? [] : [{ seed, flow: flow.name, faults, wrong }];
}

const BEGINNINGS = Array.from({ length: Math.ceil(RUNS / TOGETHER) }, (_, at) => at * TOGETHER);

describe('several faults in one run', () => {
  it.each(BEGINNINGS)(
    `leave nothing wrong behind, from run %s of ${RUNS} on`,
    { timeout: TOGETHER * A_RUN },
    async (first) => {
      console.info(`FAULT_SEED=${SEED + first}`);
      const findings: object[] = [];
      for (let run = first; run < Math.min(first + TOGETHER, RUNS); run++)
        findings.push(...(await runWith(SEED + run)));
      // `FAULT_SEED=<seed> FAULT_RUNS=1 npm run proof:faults` repeats one.
      expect(findings).toEqual([]);
    },
  );
});
