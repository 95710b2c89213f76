import { describe, expect, it } from 'vitest';
import { describeSeals, judgeSeals } from '../../src/operations/judge-seals.ts';

const COUNTS = [
  { keyId: 'new', rows: 3 },
  { keyId: 'old', rows: 2 },
];

const KEYS = COUNTS.map(({ keyId }) => keyId);

describe('the keys that seal secrets of second factors', () => {
  it('are the present one, former ones, and missing ones', () => {
    expect(describeSeals(COUNTS, ['new']).map(({ key }) => key)).toEqual(['present', 'missing']);
    expect(describeSeals(COUNTS, ['new', 'old']).map(({ key }) => key)).toEqual([
      'present',
      'former',
    ]);
  });

  it('are all known, or the deployment is refused with what is missing', () => {
    expect(judgeSeals([], ['new'])).toBeNull();
    expect(judgeSeals(KEYS, ['old', 'new'])).toBeNull();
    expect(judgeSeals(KEYS, ['new'])).toMatch(/^secrets .*\(old\) that is not among/);
    expect(judgeSeals(KEYS, ['other'])).toMatch(/^secrets .*\(new, old\)/);
  });
});
