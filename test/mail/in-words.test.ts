import { describe, expect, it } from 'vitest';
import { inWords } from '../../src/mail/in-words.ts';
import { HOUR, MINUTE, SECOND } from '../../src/shared/clock.ts';

describe('a duration in words', () => {
  it.each([
    [30 * SECOND, '1 minute'],
    [MINUTE, '1 minute'],
    [5 * MINUTE, '5 minutes'],
    [HOUR, '60 minutes'],
    [2 * HOUR, '2 hours'],
    [24 * HOUR, '24 hours'],
  ])('of %d ms is %s', (duration, words) => {
    expect(inWords(duration)).toBe(words);
  });
});
