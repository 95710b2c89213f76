import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ACCOUNT_WINDOW,
  ATTEMPTS_PER_ACCOUNT,
  ATTEMPTS_PER_CODE,
  type Attempt,
  mayAttempt,
} from '../../src/guard/attempts.ts';
import { MINUTE } from '../../src/shared/clock.ts';

const NOW = 10 * ACCOUNT_WINDOW;
const TTL = 5 * MINUTE;
const failures = (count: number, ago: number, purpose = 'sign_in') =>
  Array.from({ length: count }, () => ({ purpose, at: NOW - ago }));

describe('the tries at a code', () => {
  it.each<[string, boolean, Attempt[]]>([
    ['nothing failed yet', true, []],
    ['four failed', true, failures(4, 0)],
    ['five failed', false, failures(5, 0)],
    ['five failed, in the last millisecond that counts', false, failures(5, TTL - 1)],
    ['five failed, for a code that has expired meanwhile', true, failures(5, TTL)],
    ['five failed at a code of another purpose', true, failures(5, 0, 'reset')],
    ['nine failed over two purposes', true, [...failures(4, 0), ...failures(5, 0, 'reset')]],
    ['ten failed over two purposes', false, [...failures(4, TTL), ...failures(6, 0, 'reset')]],
    ['ten failed almost an hour ago', false, failures(10, ACCOUNT_WINDOW - 1, 'reset')],
    ['ten failed an hour ago', true, failures(10, ACCOUNT_WINDOW, 'reset')],
  ])('when %s: another one is allowed is %s', (_, allowed, past) => {
    expect(mayAttempt(past, { purpose: 'sign_in', now: NOW, codeTtl: TTL })).toBe(allowed);
  });

  it('never go past five for any code while it lives, nor past ten in any hour', async () => {
    const moments = fc.array(
      fc.record({
        wait: fc.nat({ max: 4 * MINUTE }),
        purpose: fc.constantFrom('a', 'b', 'c'),
        tries: fc.nat({ max: 8 }),
      }),
      {
        maxLength: 60,
      },
    );
    await fc.assert(
      fc.property(
        moments,
        fc.integer({ min: MINUTE, max: 2 * ACCOUNT_WINDOW }),
        (script, codeTtl) => {
          const evaluated: Attempt[] = [];
          let now = NOW;
          for (const { wait, purpose, tries } of script) {
            now += wait;
            for (let times = 0; times < tries; times++) {
              if (mayAttempt(evaluated, { purpose, now, codeTtl }))
                evaluated.push({ purpose, at: now });
            }
          }
          // The worst code is one that was made just before a failure.
          for (const { at, purpose } of evaluated) {
            const met = evaluated.filter(
              (other) => other.purpose === purpose && other.at >= at && other.at < at + codeTtl,
            );
            const inTheHour = evaluated.filter(
              (other) => other.at >= at && other.at < at + ACCOUNT_WINDOW,
            );
            expect(met.length).toBeLessThanOrEqual(ATTEMPTS_PER_CODE);
            expect(inTheHour.length).toBeLessThanOrEqual(ATTEMPTS_PER_ACCOUNT);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
