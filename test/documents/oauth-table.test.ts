import { describe, expect, it } from 'vitest';
import { faultOfLine, idsOf, readDemands } from '../support/demand-table.ts';

/** How many demands there are of each kind. */
const DEMANDS = {
  ...{ basic: 38, config: 7, form: 1, logout: 11, back: 2, fapi: 15 },
  ...{ attack: 43, other: 16, library: 19, end: 16, dpop: 11, par: 7, bcp: 14 },
};
const ROWS = readDemands('test/proof/oauth.md');

describe('the table of what OAuth demands', () => {
  it('has every row once, in order', () => {
    expect(ROWS.map(({ id }) => id)).toEqual(idsOf(DEMANDS));
  });

  it.each(ROWS)('names tests that exist, or why there is none: $id', ({ lines }) => {
    expect(lines).not.toEqual([]);
    expect(lines.map(faultOfLine).filter((fault) => fault !== null)).toEqual([]);
  });
});
