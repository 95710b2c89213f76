import { describe, expect, it } from 'vitest';
import { ago, day, duration, moment, shortMoment, zone } from '../../src/words/dates.ts';
import { chooseLanguage, directionOf } from '../../src/words/language.ts';
import { rich } from '../../src/words/rich.tsx';

const AT = Date.UTC(2027, 0, 15, 8, 0);
const here = { language: 'en', timezone: 'Europe/Vienna' } as const;

describe('a language', () => {
  it.each([
    [['en'], 'en'],
    [['xx', 'en-AU'], 'en'],
    [['EN_us'], 'en'],
    [['xx', '*', ''], null],
    [['constructor', '__proto__'], null],
    [[], null],
  ])('of %j is %s', (tags, language) => {
    expect(chooseLanguage(tags)).toBe(language);
  });

  it('has a direction', () => {
    expect(directionOf('en')).toBe('ltr');
  });
});

describe('a date', () => {
  it('is written in the zone of its reader, which is named', () => {
    expect(moment(AT, here)).toBe('15 January 2027 at 09:00 (Central European Standard Time)');
    expect(shortMoment(AT, here)).toBe('15 Jan 2027, 09:00');
    expect(day(AT, { ...here, timezone: 'Pacific/Auckland' })).toBe('15 January 2027');
    expect(zone(AT, { ...here, timezone: 'Nowhere/Else' })).toBe('Coordinated Universal Time');
  });

  it.each([
    [1000, 'now'],
    [61_000, '1 minute ago'],
    [3_600_000, '1 hour ago'],
    [36 * 3_600_000, 'yesterday'],
    [40 * 24 * 3_600_000, 'last month'],
  ])('%i ms back is %s', (span, words) => {
    expect(ago(AT - span, AT, here)).toBe(words);
  });

  it.each([
    [0, '1 minute'],
    [60_001, '2 minutes'],
    [119 * 60_000, '119 minutes'],
    [121 * 60_000, '3 hours'],
  ])('a wait of %i ms is %s', (span, words) => {
    expect(duration(span, here)).toBe(words);
  });
});

describe('a text with tags', () => {
  const html = (parts: unknown) => String(<p>{parts as string}</p>);

  it('becomes elements, and the rest is escaped', () => {
    const parts = rich('Read <terms>the terms</terms> & <b>go</b>.', {
      terms: (text) => <a href="/terms">{text}</a>,
      b: (text) => <strong>{text}</strong>,
    });
    expect(html(parts)).toBe(
      '<p>Read <a href="/terms">the terms</a> &amp; <strong>go</strong>.</p>',
    );
  });

  it('throws for a tag without an element', () => {
    expect(() => rich('<x>y</x>', {})).toThrow('No element for the tag x.');
  });
});
