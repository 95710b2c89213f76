import { describe, expect, it } from 'vitest';
import {
  type Lane,
  mailLimitsOf,
  memoryOf,
  REGISTRATION_MAIL,
  RESTORED_BY_MAIL,
  SHUT_NOTICE,
  tryLimitsOf,
  USED_UP_NOTICE,
} from '../../src/guard/lanes.ts';
import { DAY, HOUR } from '../../src/shared/clock.ts';

const LANES: [lane: Lane, isCounted: boolean, isProved: boolean][] = [
  ['strangers', false, false],
  ['registrant', false, false],
  ['name:digest', false, false],
  ['name:device:', false, false],
  ['second-step', true, true],
  ['device:nonce', true, true],
  ['session:id', true, false],
];

describe('the limits of a lane', () => {
  it.each(LANES)('on tries in a row, in %s: %s', (lane, isCounted) => {
    const inARow = isCounted ? 100 : Infinity;
    expect(tryLimitsOf(lane)).toEqual({ perCode: 5, perHour: 10, perDay: 30, inARow });
  });

  it.each(LANES)('on mails, in %s', (lane, _, isProved) => {
    expect(mailLimitsOf(lane, 'reset')).toEqual(
      isProved
        ? { perHour: 10, perDay: 30, interval: 0 }
        : { perHour: 5, perDay: Infinity, interval: 60_000 },
    );
  });

  it.each(LANES)('on mails of special purposes are alike, in %s', (lane) => {
    for (const purpose of [USED_UP_NOTICE, SHUT_NOTICE, RESTORED_BY_MAIL])
      expect(mailLimitsOf(lane, purpose)).toEqual({ perHour: 3, perDay: 3, interval: 0 });
    const registration = { perHour: 5, perDay: Infinity, interval: 0 };
    expect(mailLimitsOf(lane, REGISTRATION_MAIL)).toEqual(registration);
  });
});

describe('what is counted', () => {
  it('is kept for a day if it counts in a day, else for an hour', () => {
    expect(memoryOf({ perDay: 30 })).toBe(DAY);
    expect(memoryOf({ perDay: Infinity })).toBe(HOUR);
  });
});
