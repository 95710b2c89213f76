import { describe, expect, it } from 'vitest';
import { mayMail } from '../../src/guard/mail-budget.ts';
import { HOUR, MINUTE } from '../../src/shared/clock.ts';

const NOW = 10 * HOUR;
const ago = (...minutes: number[]) => minutes.map((count) => NOW - count * MINUTE);

describe('the mails of one purpose to one address', () => {
  it.each<[string, boolean, number[]]>([
    ['none went out', true, []],
    ['one went out a minute ago', true, ago(1)],
    ['one went out less than a minute ago', false, [NOW - MINUTE + 1]],
    ['four went out this hour', true, ago(59, 40, 20, 5)],
    ['five went out this hour', false, ago(59, 40, 20, 10, 5)],
    ['five went out, the first an hour ago', true, ago(60, 40, 20, 10, 5)],
  ])('when %s: another is allowed is %s', (_, may, sentAt) => {
    expect(mayMail(sentAt, NOW)).toBe(may);
  });
});
