import { describe, expect, it } from 'vitest';
import { explore } from './explore.ts';
import { FLOWS } from './flows/all.ts';
import type { Fault } from './switchboard.ts';
import type { Plant } from './world.ts';

/** What is broken on purpose, and what the proof then says. */
export type PlantedCase = {
  what: string;
  flow: string;
  plant: Plant;
  /** The faults to try; by default none. */
  only?: (fault: Fault) => boolean;
  found: RegExp;
};

/** Expects that the proof finds each of them. */
export function expectFound(cases: PlantedCase[]): void {
  describe('the proof finds', () => {
    it.each(cases)('$what', { timeout: 60_000 }, async ({ flow: name, plant, only, found }) => {
      const flow = FLOWS.find((one) => one.name === name);
      if (flow === undefined) throw new Error(`no flow ${name}`);
      const choose = (faults: Fault[]) => faults.filter((fault) => only?.(fault) ?? false);
      const { findings } = await explore(flow, { plant, choose });
      expect(findings.map(({ wrong }) => wrong).join('\n')).toMatch(found);
    });
  });
}
