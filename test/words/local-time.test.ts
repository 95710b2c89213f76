import { describe, expect, it } from 'vitest';
import { localTime } from '../../src/words/local-time.ts';

const JANUARY = Date.UTC(2027, 0, 15, 8);
const JULY = Date.UTC(2027, 6, 15, 23, 30);
const timeIn = (timezone: string, at: number, locale: string | null = null) =>
  localTime(at, { language: 'en', timezone, locale });

describe('a time in a mail', () => {
  it.each([
    [
      'Europe/Vienna',
      JANUARY,
      'Friday, 15 January 2027 at 09:00 (Central European Standard Time, UTC+1)',
    ],
    ['Europe/Vienna', JULY, 'Friday, 16 July 2027 at 01:30 (Central European Summer Time, UTC+2)'],
    ['America/New_York', JULY, 'Thursday, 15 July 2027 at 19:30 (Eastern Daylight Time, UTC-4)'],
    ['Asia/Kolkata', JANUARY, 'Friday, 15 January 2027 at 13:30 (India Standard Time, UTC+5:30)'],
    ['UTC', JANUARY, 'Friday, 15 January 2027 at 08:00 (Coordinated Universal Time)'],
    ['Nowhere/Atlantis', JANUARY, 'Friday, 15 January 2027 at 08:00 (Coordinated Universal Time)'],
  ])('is shown in %s', (timezone, at, words) => {
    expect(timeIn(timezone, at).replace(/^(\w+),? /, '$1, ')).toBe(words);
  });

  it('follows the reader’s kind of the language, and nothing else of their locale', () => {
    const american = /^Thursday, July 15, 2027 at 7:30 PM \(/;
    expect(timeIn('America/New_York', JULY, 'en-US')).toMatch(american);
    // Only language and country count: registering a stranger's address sets no calendar or digits.
    expect(timeIn('America/New_York', JULY, 'en-US-u-ca-buddhist-nu-arab')).toMatch(american);
    for (const locale of ['de-AT', null, 'en-', 'entirely wrong', 'enm'])
      expect(timeIn('America/New_York', JULY, locale)).toMatch(/15 July 2027 at 19:30/);
  });

  it('has the commas and brackets of the language, and its own calendar nowhere', () => {
    const read = (language: 'ar' | 'ja', locale: string) =>
      localTime(JULY, { language, timezone: 'Europe/Vienna', locale });
    // Some editions of ICU write dates of Saudi Arabia in the Islamic calendar.
    expect(read('ar', 'ar-SA')).toMatch(/ 16 .* 2027 .* \(.*، UTC\+2\)$/);
    expect(read('ja', 'ja-JP')).toMatch(/^2027年7月16日金曜日 1:30（.*、UTC\+2）$/);
  });
});
