import { describe, expect, it } from 'vitest';
import type { FoundSecret } from '../../../src/one-time-secrets/one-time-secrets.ts';
import {
  addedSince,
  askingBy,
  connectingAgain,
  puttingBack,
  REVERT_TTL,
  type Revert,
} from '../../../src/second-step/factor-changes/factor-change.ts';

const HOUR = 3_600_000;
const factor = (id: string, createdAt: number | null) =>
  ({ factor: { id, createdAt } }) as Revert['removed'][number];
const identity = (id: string, createdAt: number) =>
  ({ id, createdAt }) as Revert['disconnected'][number];

const change = (parts: Partial<Revert>): Revert => ({
  removed: [],
  disconnected: [],
  since: 1_000 * HOUR,
  first: false,
  ...parts,
});
const linkTo = (context: Revert): FoundSecret<Revert> => ({
  purpose: 'factor_change',
  digest: 'd',
  userId: 'ada',
  issuedAt: 5,
  expiresAt: 6,
  familyExpiresAt: 7,
  epoch: 4,
  context,
});

describe('what goes with a change', () => {
  it('was added at an addition or later, and up to 72 hours before a removal', () => {
    expect(REVERT_TTL).toBe(72 * HOUR);
    expect(addedSince(change({}))).toBe(1_000 * HOUR);
    const [removed, disconnected] = [[factor('a', 1)], [identity('i', 1)]];
    expect(addedSince(change({ removed }))).toBe(928 * HOUR);
    expect(addedSince(change({ disconnected }))).toBe(928 * HOUR);
    expect(addedSince(change({ removed, disconnected }))).toBe(928 * HOUR);
  });
});

describe('a link that reverts a change', () => {
  const link = linkTo(
    change({
      removed: [factor('a', 11), factor('b', null)],
      disconnected: [identity('i', 12)],
    }),
  );
  const common = { userId: 'ada', since: 'apart', expiresAt: 6, familyExpiresAt: 7, epoch: null };

  it('uses up what it puts back, as issued when that was added', () => {
    const uses = puttingBack(link);
    expect(uses.map(({ purpose, digest, issuedAt }) => [purpose, digest, issuedAt])).toEqual([
      ['factor_back', 'factor_back:a:d', 11],
      ['factor_back', 'factor_back:b:d', 0],
      ['identity_back', 'identity_back:i:d', 12],
    ]);
    for (const { since, ...use } of uses) {
      const { since: _apart, ...rest } = common;
      expect(use).toMatchObject(rest);
      expect(since).toBe(uses[0]?.since);
    }
  });

  it('connects again under another name while it asks, and stays good itself', () => {
    expect(connectingAgain(link, true).map(({ digest }) => digest)).toEqual([
      'identity_back:i:ask:d',
    ]);
    expect(askingBy(link)).toMatchObject({
      purpose: 'factor_change_ask',
      digest: 'ask:d',
      issuedAt: 5,
      epoch: 4,
    });
  });
});
