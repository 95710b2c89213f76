import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type TryLimits, tryLimitsOf } from '../../src/guard/lanes.ts';
import { type Attempt, isUsedUp, mayAttempt } from '../../src/guard/try-rule.ts';
import { DAY, HOUR, MINUTE } from '../../src/shared/clock.ts';

const NOW = 10 * DAY;
const TTL = 5 * MINUTE;
const STRANGERS = tryLimitsOf('strangers');
const SECOND_STEP = tryLimitsOf('second-step');
const failures = (count: number, ago: number, purpose = 'sign_in') =>
  Array.from({ length: count }, () => ({ purpose, at: NOW - ago }));
const overHours = (...counts: number[]) =>
  counts.flatMap((count, hour) => failures(count, (hour + 1) * HOUR, 'reset'));

describe('the attempts at a code', () => {
  it.each<[string, boolean, Attempt[], TryLimits?]>([
    ['nothing has failed yet', true, []],
    ['four failed', true, failures(4, 0)],
    ['five failed', false, failures(5, 0)],
    ['five failed, the last millisecond before they expire', false, failures(5, TTL - 1)],
    ['five failed at a code that has expired since', true, failures(5, TTL)],
    ['five failed for another purpose', true, failures(5, 0, 'reset')],
    ['nine failed for two purposes', true, [...failures(4, 0), ...failures(5, 0, 'reset')]],
    ['ten failed for two purposes', false, [...failures(4, TTL), ...failures(6, 0, 'reset')]],
    ['ten failed almost an hour ago', false, failures(10, HOUR - 1, 'reset')],
    ['ten failed an hour ago', true, failures(10, HOUR, 'reset')],
    ['an unknown device failed 29 times today', true, overHours(10, 10, 9)],
    ['an unknown device failed thirty times today', false, overHours(10, 10, 10)],
    ['an unknown device failed thirty times yesterday', true, failures(30, DAY)],
    ['the second step failed 29 times today', true, overHours(10, 10, 9), SECOND_STEP],
    ['the second step failed thirty times today', false, overHours(10, 10, 10), SECOND_STEP],
    ['the second step failed thirty times yesterday', true, failures(30, DAY), SECOND_STEP],
  ])('when %s: another is allowed is %s', (_, allowed, past, limits = STRANGERS) => {
    expect(mayAttempt(past, { purpose: 'sign_in', now: NOW, codeTtl: TTL }, limits)).toBe(allowed);
  });

  it.each([STRANGERS, SECOND_STEP])(
    'never exceed five for a code’s lifetime, nor the hourly and daily limits: %o',
    async (limits) => {
      const moments = fc.array(
        fc.record({
          wait: fc.oneof(fc.nat({ max: 4 * MINUTE }), fc.nat({ max: 3 * HOUR })),
          purpose: fc.constantFrom('a', 'b', 'c'),
          tries: fc.nat({ max: 8 }),
        }),
        { maxLength: 60 },
      );
      await fc.assert(
        fc.property(moments, fc.integer({ min: MINUTE, max: 2 * HOUR }), (script, codeTtl) => {
          const evaluated: Attempt[] = [];
          let now = NOW;
          for (const { wait, purpose, tries } of script) {
            now += wait;
            for (let times = 0; times < tries; times++) {
              if (mayAttempt(evaluated, { purpose, now, codeTtl }, limits))
                evaluated.push({ purpose, at: now });
              else if (isUsedUp(evaluated, now, limits)) break;
            }
          }
          // The worst case is a code issued just before a failure.
          for (const { at, purpose } of evaluated) {
            const within = (age: number) =>
              evaluated.filter((other) => other.at >= at && other.at < at + age);
            const met = within(codeTtl).filter((other) => other.purpose === purpose);
            expect(met.length).toBeLessThanOrEqual(limits.perCode);
            expect(within(HOUR).length).toBeLessThanOrEqual(limits.perHour);
            expect(within(DAY).length).toBeLessThanOrEqual(limits.perDay);
          }
        }),
        { numRuns: 200 },
      );
    },
  );
});
