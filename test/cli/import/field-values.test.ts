import { describe, expect, it } from 'vitest';
import { flagOf, textOf, timeOf } from '../../../src/cli/import/field-values.ts';

describe('a time', () => {
  it.each([
    ['2020-01-02T03:04:05.678Z', '2020-01-02T03:04:05.678Z'],
    ['2020-01-02T03:04:05.678901Z', '2020-01-02T03:04:05.678Z'],
    ['2020-01-02T03:04:05', '2020-01-02T03:04:05.000Z'],
    ['2020-01-02T03:04', '2020-01-02T03:04:00.000Z'],
    ['2020-01-02 03:04:05.5+00', '2020-01-02T03:04:05.500Z'],
    ['2020-01-02 03:04:05+05:30', '2020-01-01T21:34:05.000Z'],
    ['2020-01-02 03:04:05-0100', '2020-01-02T04:04:05.000Z'],
    ['2020-01-02 03:04:05.123456 +00:00', '2020-01-02T03:04:05.123Z'],
  ])('is read as Django, PostgreSQL and SQLite write it: %s', (text, expected) => {
    expect(new Date(timeOf(text) ?? Number.NaN).toISOString()).toBe(expected);
  });

  it.each([
    '',
    'yesterday',
    '2020-01-02',
    '2020-13-02T03:04:05Z',
    '1577934245',
    1_577_934_245,
    null,
    undefined,
  ])('rejects %o', (value) => {
    expect(timeOf(value)).toBeNull();
  });
});

describe('a flag', () => {
  it('is read as JSON, Python and PostgreSQL write it', () => {
    expect([true, 'True', 't', '1', 1, ' yes '].map(flagOf)).toEqual(Array(6).fill(true));
    expect([false, 'False', 'f', '0', 0, 'no'].map(flagOf)).toEqual(Array(6).fill(false));
    expect([null, undefined, '', 'maybe', 2, {}].map(flagOf)).toEqual(Array(6).fill(null));
  });
});

describe('a text', () => {
  it('is trimmed, and is empty when absent', () => {
    expect([' a b ', 7, null, undefined, {}, true].map(textOf)).toEqual([
      'a b',
      '7',
      '',
      '',
      '',
      '',
    ]);
  });
});
