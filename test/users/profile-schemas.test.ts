import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { localeSchema, personNameSchema, timezoneSchema } from '../../src/users/profile-schemas.ts';

describe('a time zone', () => {
  it.each([
    'UTC',
    'Europe/Vienna',
    'America/Argentina/Buenos_Aires',
    'Asia/Kolkata',
    'Asia/Calcutta',
    'Europe/Kyiv',
    'Etc/GMT+5',
    'US/Pacific',
    'EST5EDT',
  ])('accepts %s', (name) => {
    expect(timezoneSchema.parse(name)).toBe(name);
  });

  it.each([
    ['utc', 'UTC'],
    ['europe/vienna', 'Europe/Vienna'],
    ['AMERICA/PORT-AU-PRINCE', 'America/Port-au-Prince'],
    ['asia/kolkata', 'Asia/Kolkata'],
    ['antarctica/dumontdurville', 'Antarctica/DumontDUrville'],
    ['etc/gmt+5', 'Etc/GMT+5'],
  ])('normalises %s to %s', (typed, kept) => {
    expect(timezoneSchema.parse(typed)).toBe(kept);
  });

  it.each([
    '',
    '+01:00',
    'Vienna',
    'Europe/Atlantis',
    '../etc/passwd',
    'A'.repeat(65),
    'Factory',
    'factory',
    'SystemV/AST4',
    'IST',
    'Etc/Unknown',
    'localtime',
    'UTC\u0000',
    ' UTC',
  ])('rejects %o', (name) => {
    expect(timezoneSchema.safeParse(name).success).toBe(false);
  });

  it('accepts every zone the runtime knows, in any case', () => {
    for (const name of Intl.supportedValuesOf('timeZone'))
      expect(timezoneSchema.parse(name.toUpperCase())).toBe(name);
  });
});

describe('a locale', () => {
  it.each([
    ['de-at', 'de-AT'],
    ['EN', 'en'],
    ['zh-hant-tw', 'zh-Hant-TW'],
    ['iw', 'he'],
    ['en-us-u-hc-h23', 'en-US-u-hc-h23'],
    ['es-419', 'es-419'],
  ])('normalises %s to %s', (typed, kept) => {
    expect(localeSchema.parse(typed)).toBe(kept);
  });

  it.each(['', ' de', 'de_AT', 'de-', 'C', 'en-US\u0000', 'en-us-en-us', 'i-klingon'])(
    'rejects %o',
    (tag) => {
      expect(localeSchema.safeParse(tag).success).toBe(false);
    },
  );

  // A tag of 35 characters whose canonical form is longer: `sh` becomes `sr-Latn`.
  it('is checked against its limit after normalisation', () => {
    const typed = 'sh-x-abcdefgh-abcdefgh-abcdefgh-abc';
    expect([typed.length, (Intl.getCanonicalLocales(typed)[0] ?? '').length]).toEqual([35, 40]);
    expect(localeSchema.safeParse(typed).success).toBe(false);
  });

  const part = fc.stringMatching(/^[A-Za-z0-9]{1,8}$/);
  const tags = fc
    .tuple(
      fc.constantFrom('de', 'en', 'zh', 'sh', 'iw', 'sr', 'no', 'cmn', 'ar'),
      fc.array(fc.oneof(part, fc.constantFrom('u', 'x', 't', 'US', 'Latn', 'co', 'ca')), {
        maxLength: 5,
      }),
    )
    .map(([language, rest]) => [language, ...rest].join('-'));

  it('never makes the schema throw, and is stable once accepted', () => {
    let taken = 0;
    fc.assert(
      fc.property(fc.oneof({ weight: 3, arbitrary: tags }, fc.string(), fc.anything()), (tag) => {
        const first = localeSchema.safeParse(tag);
        if (!first.success) return;
        taken++;
        expect(first.data.length).toBeLessThanOrEqual(35);
        expect(Intl.getCanonicalLocales(first.data)).toEqual([first.data]);
        expect(localeSchema.parse(first.data)).toBe(first.data);
      }),
      { numRuns: 2_000 },
    );
    expect(taken).toBeGreaterThan(100);
  });
});

describe('a name', () => {
  it('is kept in normalised form', () => {
    expect(personNameSchema.parse(' Ada\u0000\u202e ')).toBe('Ada');
    expect(personNameSchema.safeParse('x'.repeat(151)).success).toBe(false);
  });
});
