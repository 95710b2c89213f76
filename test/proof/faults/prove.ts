import { env } from 'cloudflare:workers';
import { expect, it } from 'vitest';
import { explore } from './explore.ts';
import type { Flow } from './flow.ts';
import type { Fault, Kind } from './switchboard.ts';

/** Milliseconds; a flow takes seconds, on a busy machine perhaps a minute. */
const TIME = 300_000;

/** What calls that do not answer come to is proved of the use case behind a page, too. */
const WAITING: Kind[] = ['hang', 'late', 'slow'];

/** Declares a test for each flow: nothing goes wrong, whichever of its calls fails in which way. */
export function prove(flows: Flow[], only?: (fault: Fault) => boolean): void {
  it.each(flows)('$name', { timeout: TIME }, async (flow) => {
    const { findings, runs } = await explore(flow, only && { only });
    expect(findings).toEqual([]);
    expect(runs).toBeGreaterThan(1);
  });
}

/** The same of pages. The short run leaves out the faults that the API's flows meet there. */
export const provePages = (flows: Flow[]): void =>
  prove(flows, ({ kind }) => env.TEST_EVERY_FAULT || !WAITING.includes(kind));
