import { describe, expect, it } from 'vitest';
import { hasDisconnected } from '../../src/guard/versions.ts';

const change = (...ids: string[]) => ({ tightens: { disconnects: { ids } } });

describe('a disconnection', () => {
  it.each([
    ['was made, if its account is gone', change('a'), { identities: ['b'] }, true],
    ['was made, if one of its accounts is gone', change('a', 'b'), { identities: ['b'] }, true],
    ['was not made, if its account is there', change('a'), { identities: ['a', 'b'] }, false],
    ['is not settled by a view of an earlier release', change('a'), {}, false],
    ['is no other change', { tightens: { factors: [] } }, { identities: [] }, false],
  ])('%s', (_, made, view, expected) => {
    expect(hasDisconnected(made, view)).toBe(expected);
  });
});
