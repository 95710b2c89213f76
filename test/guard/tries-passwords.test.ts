import { describe, expect, it } from 'vitest';
import type { Lane } from '../../src/guard/lanes.ts';
import { HOUR, MINUTE } from '../../src/shared/clock.ts';
import { NOW, overStorage, type Parts } from './over-storage.ts';

const TTL = 5 * MINUTE;
const POLICY = { threshold: 2, duration: 30 * MINUTE };
const NO_FURTHER = { first: false, shut: false };

const strangers = { lane: 'strangers', now: NOW, policy: POLICY } as const;
const secondStep = { lane: 'second-step', now: NOW, policy: POLICY } as const;
const failuresOf = ({ triesKept }: Parts, key: string, now = NOW) =>
  triesKept.readFailures(key, now)?.failures ?? 0;
const attempt = (lane: Lane, given: { purpose?: string; code?: string; now?: number } = {}) => ({
  ...{ lane, purpose: 'reset', now: NOW, codeTtl: TTL, ...given },
});
const failTimes = ({ tries }: Parts, times: number, given: ReturnType<typeof attempt>) =>
  Array.from({ length: times }, () => tries.fail(given)).at(-1);

describe('a request that is counted at the guard', () => {
  const limit = { key: 'ip', limit: 2, window: HOUR };

  it('is counted up to its limit, in its window', async () => {
    await overStorage((parts) => {
      const { tries } = parts;
      const count = (now: number) => tries.countUse(limit, now).used;
      expect(tries.countUse(limit, NOW)).toEqual({ used: 1, endsAt: NOW + HOUR });
      expect([count(NOW), count(NOW), count(NOW + HOUR - 1)]).toEqual([2, 3, 3]);
      expect(failuresOf(parts, 'limit/ip')).toBe(2);
      expect(count(NOW + HOUR)).toBe(1);
      expect(tries.countUse({ ...limit, key: 'other' }, NOW).used).toBe(1);
    });
  });

  it('is charged as an attempt up to its limit, and not beyond', async () => {
    await overStorage((parts) => {
      const { tries } = parts;
      const policy = { threshold: 9, duration: HOUR };
      const charge = (given: object) => tries.charge({ ...strangers, policy, ...given });
      const allowed = { allowed: true, usesUp: false, ...NO_FURTHER };
      expect(charge({})).toEqual({ ...allowed, count: null });
      const endsAt = NOW + HOUR;
      for (const used of [1, 2])
        expect(charge({ limit })).toEqual({ ...allowed, count: { used, endsAt } });
      const now = NOW + MINUTE;
      expect(charge({ limit, now })).toEqual({
        ...{ allowed: false, retryAfter: HOUR - MINUTE, silent: false },
        count: { used: 3, endsAt },
      });
      expect(failuresOf(parts, 'strangers')).toBe(3);
    });
  });
});

describe('a password', () => {
  it('is charged to its lane and to its name, and locks both for as long', async () => {
    await overStorage((parts) => {
      const { tries } = parts;
      const by = (name: 'email' | 'username', now = NOW) =>
        tries.chargePassword({ ...strangers, name, now });
      expect(by('email')).toEqual({ allowed: true, usesUp: false, ...NO_FURTHER });
      expect([failuresOf(parts, 'strangers'), failuresOf(parts, 'strangers/email')]).toEqual([
        1, 1,
      ]);
      expect(by('email')).toEqual({ allowed: true, usesUp: true, ...NO_FURTHER });
      const refused = { allowed: false, retryAfter: POLICY.duration };
      expect(by('email')).toEqual({ ...refused, silent: false });
      expect(tries.chargePassword(strangers)).toEqual({ ...refused, silent: false });
      expect(by('username')).toEqual({ ...refused, silent: true });
      expect(failuresOf(parts, 'strangers/username')).toBe(1);
      expect(by('email', NOW + POLICY.duration - 1)).toMatchObject({ retryAfter: 1 });
      expect(by('email', NOW + POLICY.duration)).toMatchObject({ allowed: true, usesUp: false });
    });
  });

  it('gives its charge back to lane and name if it is not evaluated', async () => {
    await overStorage((parts) => {
      const { tries } = parts;
      const refund = { lane: 'strangers', name: 'email', now: NOW } as const;
      // Nothing is charged yet.
      tries.refundPassword(refund);
      const charge = () => tries.chargePassword({ ...strangers, name: 'email' });
      charge();
      charge();
      const counts = () => [failuresOf(parts, 'strangers'), failuresOf(parts, 'strangers/email')];
      tries.refundPassword({ ...refund, silent: true });
      expect(counts()).toEqual([2, 1]);
      tries.refundPassword(refund);
      expect(counts()).toEqual([1, 0]);
      tries.refundPassword({ lane: 'strangers', now: NOW });
      expect(counts()).toEqual([0, 0]);
      expect(charge()).toMatchObject({ allowed: true });
    });
  });

  it('takes no try at a code back when it is refunded', async () => {
    await overStorage((parts) => {
      failTimes(parts, 1, attempt('strangers', { purpose: 'password' }));
      parts.tries.refundPassword({ lane: 'strangers', now: NOW });
      expect(parts.triesKept.readAttempts('strangers', 0)).toHaveLength(1);
    });
  });

  it('ends the lock of its lane and of its name if it is right', async () => {
    await overStorage((parts) => {
      for (const lane of ['strangers', 'device:1'] as const)
        for (const name of ['email', 'username'] as const)
          parts.tries.chargePassword({ ...strangers, lane, name });
      parts.tries.succeed({ lane: 'strangers', name: 'email' });
      const keys = ['strangers', 'strangers/email', 'strangers/username', 'device:1'];
      expect(keys.map((key) => failuresOf(parts, key))).toEqual([0, 0, 1, 2]);
      parts.tries.succeed({ lane: 'device:1' });
      expect(failuresOf(parts, 'device:1')).toBe(0);
      expect(failuresOf(parts, 'device:1/email')).toBe(1);
    });
  });
});

describe('a password as second step', () => {
  const tried = ({ triesKept }: Parts) => triesKept.readAttempts('second-step', 0);

  it('is charged like a code, and refused for an hour when its tries are used up', async () => {
    await overStorage((parts) => {
      const { tries } = parts;
      const charge = (now = NOW) => tries.chargePassword({ ...secondStep, now });
      expect(charge()).toEqual({ allowed: true, usesUp: false, first: true, shut: false });
      expect(tried(parts)).toEqual([{ purpose: 'password', at: NOW }]);
      expect(failuresOf(parts, 'second-step/row')).toBe(1);
      for (let times = 2; times < 10; times++) expect(charge()).toMatchObject({ usesUp: false });
      expect(charge()).toEqual({ allowed: true, usesUp: true, ...NO_FURTHER });
      expect(charge()).toEqual({ allowed: false, retryAfter: HOUR, silent: false });
      expect(failuresOf(parts, 'second-step/row')).toBe(10);
    });
  });

  it('gives its try back if it is not evaluated', async () => {
    await overStorage((parts) => {
      failTimes(parts, 1, attempt('second-step'));
      parts.tries.chargePassword(secondStep);
      parts.tries.refundPassword({ lane: 'second-step', now: NOW });
      expect(tried(parts)).toEqual([{ purpose: 'reset', at: NOW }]);
      expect(failuresOf(parts, 'second-step/row')).toBe(1);
    });
  });

  it('gives its try back if it is right, and no other proof does', async () => {
    await overStorage((parts) => {
      parts.tries.chargePassword(secondStep);
      parts.tries.succeed({ lane: 'second-step' });
      expect(tried(parts)).toHaveLength(1);
      parts.tries.succeed({ lane: 'second-step', charged: true });
      expect(tried(parts)).toEqual([]);
    });
  });
});
