import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type MailLimits, mailLimitsOf, SHUT_NOTICE } from '../../src/guard/lanes.ts';
import { mailWait } from '../../src/guard/mail-budget.ts';
import { DAY, HOUR, MINUTE } from '../../src/shared/clock.ts';

const NOW = 10 * DAY;
const ago = (...minutes: number[]) => minutes.map((count) => NOW - count * MINUTE);
const STRANGERS = mailLimitsOf('strangers', 'reset');
const SECOND_STEP = mailLimitsOf('second-step', 'second_factor');
const NOTICES = mailLimitsOf('strangers', SHUT_NOTICE);
const TEN = ago(59, 50, 40, 30, 20, 10, 5, 3, 2, 1);

describe('the mails of one purpose in one lane', () => {
  it.each<[string, number, number[], MailLimits?]>([
    ['none was sent', 0, []],
    ['one was sent a minute ago', 0, ago(1)],
    ['one was sent less than a minute ago', 1, [NOW - MINUTE + 1]],
    ['four were sent this hour', 0, ago(59, 40, 20, 5)],
    ['five were sent this hour', MINUTE, ago(59, 40, 20, 10, 5)],
    ['five were sent, the first an hour ago', 0, ago(60, 40, 20, 10, 5)],
    [
      'nine were sent for the second step, the last just now',
      0,
      [...TEN.slice(2), NOW],
      SECOND_STEP,
    ],
    ['ten were sent for the second step', MINUTE, TEN, SECOND_STEP],
    ['three notices were sent today', 22 * HOUR, ago(120, 90, 70), NOTICES],
  ])('when %s: the next waits %i ms', (_, wait, sentAt, limits = STRANGERS) => {
    expect(mailWait(sentAt, NOW, limits)).toBe(wait);
  });

  it('wait exactly as long as required, and stay within the hourly and daily limits', () => {
    const limits = fc.constantFrom(STRANGERS, SECOND_STEP, NOTICES);
    fc.assert(
      fc.property(
        fc.array(fc.nat({ max: 2 * HOUR }), { maxLength: 80 }),
        limits,
        (waits, limit) => {
          const sent: number[] = [];
          let now = NOW;
          for (const wait of waits) {
            now += wait;
            const left = mailWait(sent, now, limit);
            if (left === 0) sent.push(now);
            else {
              expect(mailWait(sent, now + left - 1, limit)).toBe(1);
              expect(mailWait(sent, now + left, limit)).toBe(0);
            }
          }
          for (const at of sent) {
            const within = (age: number) =>
              sent.filter((other) => other >= at && other < at + age).length;
            expect(within(HOUR)).toBeLessThanOrEqual(limit.perHour);
            expect(within(DAY)).toBeLessThanOrEqual(limit.perDay);
            expect(within(limit.interval)).toBeLessThanOrEqual(1);
          }
        },
      ),
    );
  });
});
