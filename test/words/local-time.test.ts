import { describe, expect, it } from 'vitest';
import { localTime } from '../../src/mail/local-time.ts';

const JANUARY = Date.UTC(2027, 0, 15, 8);
const JULY = Date.UTC(2027, 6, 15, 23, 30);

describe('a time in a mail', () => {
  it.each([
    ['Europe/Vienna', JANUARY, 'Friday, 15 January 2027 at 09:00 (Vienna time, UTC+1)'],
    ['Europe/Vienna', JULY, 'Friday, 16 July 2027 at 01:30 (Vienna time, UTC+2)'],
    ['Europe/Lisbon', JANUARY, 'Friday, 15 January 2027 at 08:00 (Lisbon time, UTC)'],
    ['America/New_York', JULY, 'Thursday, 15 July 2027 at 19:30 (New York time, UTC-4)'],
    [
      'America/Argentina/Buenos_Aires',
      JANUARY,
      'Friday, 15 January 2027 at 05:00 (Buenos Aires time, UTC-3)',
    ],
    ['Asia/Kolkata', JANUARY, 'Friday, 15 January 2027 at 13:30 (Kolkata time, UTC+5:30)'],
    ['Etc/GMT+5', JANUARY, 'Friday, 15 January 2027 at 03:00 (UTC-5)'],
    ['UTC', JANUARY, 'Friday, 15 January 2027 at 08:00 UTC'],
    ['Nowhere/Atlantis', JANUARY, 'Friday, 15 January 2027 at 08:00 UTC'],
  ])('is shown in %s', (timezone, at, words) => {
    expect(localTime(at, { timezone })).toBe(words);
  });

  it('follows the reader’s kind of English, and is in English for every language', () => {
    const timezone = 'America/New_York';
    expect(localTime(JULY, { timezone, locale: 'en-US' })).toBe(
      'Thursday, July 15, 2027 at 7:30 PM (New York time, UTC-4)',
    );
    // Only language and country count: registering a stranger's address sets no calendar or digits.
    expect(localTime(JULY, { timezone, locale: 'en-US-u-ca-buddhist-nu-arab' })).toBe(
      'Thursday, July 15, 2027 at 7:30 PM (New York time, UTC-4)',
    );
    for (const locale of ['de-AT', null, 'en-', 'entirely wrong', 'enm'])
      expect(localTime(JULY, { timezone, locale })).toBe(
        'Thursday, 15 July 2027 at 19:30 (New York time, UTC-4)',
      );
  });
});
