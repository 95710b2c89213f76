import { env } from 'cloudflare:workers';
import { expect, it } from 'vitest';
import { chanceOf } from '../../support/chance.ts';
import { explore } from './explore.ts';
import type { Flow } from './flow.ts';
import type { Fault, Kind } from './switchboard.ts';

const { TEST_EVERY_FAULT: EVERY, TEST_FAULT_SEED: SEED } = env;
/** Milliseconds; a flow takes seconds, on a busy machine perhaps a minute. */
const TIME = 300_000;

/** What calls that do not answer come to is proved of the use case behind a page, too. */
const WAITING: Kind[] = ['hang', 'late', 'slow'];

/** All faults; in the short run one by chance, another each time. */
function sample(faults: Fault[]): Fault[] {
  if (EVERY || faults.length === 0) return faults;
  const at = chanceOf(SEED).below(faults.length);
  return faults.slice(at, at + 1);
}

/** Declares a test for each flow: nothing goes wrong, whichever of its calls fails in which way. */
export function prove(flows: Flow[], choose = (faults: Fault[]) => sample(faults)): void {
  it.each(flows)('$name', { timeout: TIME }, async (flow) => {
    const counts = { possible: 0, tried: 0 };
    const counting = (faults: Fault[]) => {
      const chosen = choose(faults);
      Object.assign(counts, { possible: faults.length, tried: chosen.length });
      return chosen;
    };
    const { findings, runs } = await explore(flow, { choose: counting });
    expect(findings, `FAULT_SEED=${SEED}`).toEqual([]);
    // Without a fault, with a lost answer, and with each fault chosen: one at least, if a call can
    // fail.
    expect(runs).toBe(2 + counts.tried);
    expect(counts.tried > 0).toBe(counts.possible > 0);
  });
}

/** The same of pages. The short run leaves out the faults that the API's flows meet there. */
export const provePages = (flows: Flow[]): void =>
  prove(flows, (faults) => sample(faults.filter(({ kind }) => EVERY || !WAITING.includes(kind))));
