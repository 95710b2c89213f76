import { describe, expect, it } from 'vitest';
import { JURISDICTIONS } from '../../src/guard/guard-namespace.ts';
import { judgeJurisdiction } from '../../src/operations/judge-jurisdiction.ts';

const EVERY = ['none', ...JURISDICTIONS] as const;
const PAIRS = EVERY.flatMap((kept) => EVERY.map((wanted) => [kept, wanted] as const));

describe('the jurisdiction of a deployment', () => {
  it.each(PAIRS)('is kept as %s: %s', (kept, wanted) => {
    for (const hasUsers of [true, false]) {
      const { outcome } = judgeJurisdiction({ kept, hasUsers }, wanted);
      expect(outcome).toBe(kept === wanted ? 'kept' : 'refused');
    }
  });

  it.each(EVERY)('may be %s where nobody has registered yet', (wanted) => {
    expect(judgeJurisdiction({ kept: null, hasUsers: false }, wanted)).toEqual({
      outcome: 'undecided',
    });
  });

  it('is none where users are from before there was a choice', () => {
    const found = { kept: null, hasUsers: true };
    expect(judgeJurisdiction(found, 'none')).toEqual({ outcome: 'undecided' });
    for (const wanted of JURISDICTIONS)
      expect(judgeJurisdiction(found, wanted)).toEqual({
        outcome: 'refused',
        reason: expect.stringContaining(`GUARD_JURISDICTION is ${wanted}`),
      });
  });

  it('is refused with both names, and what would happen', () => {
    expect(judgeJurisdiction({ kept: 'eu', hasUsers: true }, 'none')).toEqual({
      outcome: 'refused',
      reason:
        'GUARD_JURISDICTION is none, but the guards of this deployment were made with eu; ' +
        'it is part of their ids, so every user would get an empty guard',
    });
  });
});
