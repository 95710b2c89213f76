import { describe, expect, it } from 'vitest';
import { personNameSchema, timezoneSchema } from '../../src/users/profile-schemas.ts';

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
  ])('may be %s', (name) => {
    expect(timezoneSchema.parse(name)).toBe(name);
  });

  it.each([
    ['utc', 'UTC'],
    ['europe/vienna', 'Europe/Vienna'],
    ['AMERICA/PORT-AU-PRINCE', 'America/Port-au-Prince'],
    ['asia/kolkata', 'Asia/Kolkata'],
    ['antarctica/dumontdurville', 'Antarctica/DumontDUrville'],
    ['etc/gmt+5', 'Etc/GMT+5'],
  ])('typed as %s is kept as %s', (typed, kept) => {
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
  ])('may not be %o', (name) => {
    expect(timezoneSchema.safeParse(name).success).toBe(false);
  });

  it('of the runtime is taken, and every one that is taken tells the time', () => {
    for (const name of Intl.supportedValuesOf('timeZone'))
      expect(timezoneSchema.parse(name.toUpperCase())).toBe(name);
  });
});

describe('a name', () => {
  it('is kept as people see it', () => {
    expect(personNameSchema.parse(' Ada\u0000\u202e ')).toBe('Ada');
    expect(personNameSchema.safeParse('x'.repeat(151)).success).toBe(false);
  });
});
