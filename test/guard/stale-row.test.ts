import { describe, expect, it } from 'vitest';
import { judgedBy, StaleRow } from '../../src/guard/stale-row.ts';
import type { AccountView } from '../../src/users/user.ts';

describe('the row that a guard judges an attempt by', () => {
  const user = { id: 'ada', version: 7 } as AccountView;
  const reading = { from: 'replica' as const, confirm: async () => {} };
  const wall = () => 1_000;

  it('is the version that was read, where and when', () => {
    expect(judgedBy(user, reading, wall)).toEqual({ version: 7, from: 'replica', wall: 1_000 });
  });

  it('is none without a user, and none where nobody says where they were read', () => {
    expect(judgedBy(null, reading, wall)).toBeNull();
    expect(judgedBy(user, undefined, wall)).toBeNull();
  });

  it('says so if it is out of date', () => {
    expect(new StaleRow()).toBeInstanceOf(Error);
    expect(new StaleRow().message).toContain('out of date');
  });
});
