import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chargeLane, type Failures, refundLane } from '../../src/guard/lockout.ts';

const policy = { threshold: 3, duration: 1000 };

describe('the lockout', () => {
  it.each<[string, Failures | null, number, ReturnType<typeof chargeLane>]>([
    [
      'the first attempt',
      null,
      50,
      { allowed: true, locksNow: false, lane: { failures: 1, lockedUntil: null } },
    ],
    [
      'the last attempt before the lock',
      { failures: 1, lockedUntil: null },
      50,
      { allowed: true, locksNow: false, lane: { failures: 2, lockedUntil: null } },
    ],
    [
      'the attempt that locks',
      { failures: 2, lockedUntil: null },
      50,
      { allowed: true, locksNow: true, lane: { failures: 3, lockedUntil: 1050 } },
    ],
    [
      'an attempt while locked',
      { failures: 3, lockedUntil: 1050 },
      1049,
      { allowed: false, retryAfter: 1 },
    ],
    [
      'an attempt after the lock',
      { failures: 3, lockedUntil: 1050 },
      1050,
      { allowed: true, locksNow: false, lane: { failures: 1, lockedUntil: null } },
    ],
  ])('counts %s', (_, lane, now, verdict) => {
    expect(chargeLane(lane, now, policy)).toEqual(verdict);
  });

  it('refunds an attempt, and the lock it caused', () => {
    expect(refundLane({ failures: 3, lockedUntil: 1050 })).toEqual({
      failures: 2,
      lockedUntil: null,
    });
    expect(refundLane({ failures: 0, lockedUntil: null })).toEqual({
      failures: 0,
      lockedUntil: null,
    });
  });

  it('locks on the first attempt when the threshold is one', () => {
    expect(chargeLane(null, 0, { threshold: 1, duration: 10 })).toMatchObject({
      allowed: true,
      locksNow: true,
      lane: { lockedUntil: 10 },
    });
  });

  it('allows no more attempts than the threshold within one lock', async () => {
    await fc.assert(
      fc.property(fc.array(fc.nat({ max: 400 }), { maxLength: 80 }), (waits) => {
        const evaluated: number[] = [];
        let lane: Failures | null = null;
        let now = 0;
        for (const wait of waits) {
          now += wait;
          const verdict = chargeLane(lane, now, policy);
          if (!verdict.allowed) continue;
          lane = verdict.lane;
          evaluated.push(now);
        }
        for (const [index, at] of evaluated.entries()) {
          const next = evaluated[index + policy.threshold];
          if (next !== undefined && index % policy.threshold === 0)
            expect(next - at).toBeGreaterThanOrEqual(policy.duration);
        }
      }),
    );
  });
});
