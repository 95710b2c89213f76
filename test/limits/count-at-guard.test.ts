import { describe, expect, it } from 'vitest';
import { createAdmission } from '../../src/limits/admission.ts';
import { assertWithinLimit, isOverLimit, limitToCount } from '../../src/limits/count-at-guard.ts';
import { findAppError } from '../../src/shared/errors.ts';

const NOW = 1_700_000_000_000;
const LIMIT = { key: 'login_name:x', limit: 2, window: 60_000 };
const used = (number: number) => ({ used: number, endsAt: NOW + 30_000 });

describe('a limit that the guard counts', () => {
  it('is counted once, however often the request is judged', () => {
    expect(limitToCount({ limit: LIMIT, count: null })).toEqual({ limit: LIMIT });
    expect(limitToCount({ limit: LIMIT, count: used(1) })).toEqual({});
    expect(limitToCount({ limit: null, count: null })).toEqual({});
  });

  it('is held at its number, and over it refused until its window ends', () => {
    const atGuard = { limit: LIMIT, count: null };
    expect(() => assertWithinLimit(atGuard, used(2), NOW)).not.toThrow();
    expect(atGuard.count).toEqual(used(2));
    try {
      assertWithinLimit(atGuard, used(3), NOW);
      expect.unreachable();
    } catch (error) {
      expect(findAppError(error)).toMatchObject({
        code: 'rate_limited',
        details: { retryAfter: 30 },
      });
    }
    expect(atGuard.count).toEqual(used(3));
  });

  it('is not held where there is none, or nothing was counted', () => {
    const none = { limit: null, count: null };
    expect(() => assertWithinLimit(none, used(9), NOW)).not.toThrow();
    const kept = { limit: LIMIT, count: used(1) };
    assertWithinLimit(kept, null, NOW);
    expect(kept.count).toEqual(used(1));
  });
});

describe('a request', () => {
  const over = (limit: typeof LIMIT | null, number: number | null, check?: Promise<void>) => {
    const admission = createAdmission();
    Object.assign(admission.atGuard, { limit, count: number === null ? null : used(number) });
    if (check !== undefined) void admission.add(() => check);
    return isOverLimit(admission);
  };

  it('is over its limit if the guard or a check says so', async () => {
    expect(await over(LIMIT, 3)).toBe(true);
    expect(await over(LIMIT, 2)).toBe(false);
    expect(await over(LIMIT, null)).toBe(false);
    expect(await over(null, 3)).toBe(false);
    expect(await over(null, null, Promise.resolve())).toBe(false);
    expect(await over(null, null, Promise.reject(new Error('no')))).toBe(true);
  });

  it('is admitted once all of its checks have passed, each of which knows the earlier ones', async () => {
    const admission = createAdmission();
    const order: string[] = [];
    const first = Promise.withResolvers<void>();
    void admission.add(() => first.promise);
    void admission.add(async (earlier) => {
      await earlier;
      order.push('second');
    });
    const admitted = admission.untilAdmitted().then(() => order.push('admitted'));
    first.resolve();
    await admitted;
    expect(order).toEqual(['second', 'admitted']);
  });
});
