import { describe, expect, it } from 'vitest';
import { growthOf, mailName, p99Of, slowerFlows, type Timing, wrongMails } from './judge.ts';

const MINUTES = 10;
/** Ten minutes of samples, one every five seconds. */
const samples = (valueAt: (minute: number) => number, minutes = MINUTES) =>
  Array.from({ length: minutes * 12 }, (_, index) => ({
    at: index * 5000,
    value: valueAt(index / 12),
  }));
const noise = (minute: number) => 3 * Math.sin(minute * 17);

describe('growth', () => {
  it('is what a leak adds in a minute, whatever the noise', () => {
    const growth = growthOf(samples((minute) => 50 + 2 * minute + noise(minute)));
    expect(growth).toBeGreaterThan(1.7);
    expect(growth).toBeLessThan(2.3);
  });

  it('is none where only caches are filled at first', () => {
    expect(Math.abs(growthOf(samples((minute) => 50 + 20 * Math.min(minute, 2.5))))).toBeLessThan(
      0.01,
    );
    expect(Math.abs(growthOf(samples((minute) => 50 + noise(minute))))).toBeLessThan(0.3);
  });

  it('is none where a short run fills its caches for as long as a long one', () => {
    const filled = samples((minute) => 50 + 20 * Math.min(minute, 2.9), 6);
    expect(Math.abs(growthOf(filled))).toBeLessThan(0.01);
  });

  it('of one sample is none', () => {
    expect(growthOf([{ at: 0, value: 5 }])).toBe(0);
  });
});

describe('the slowest hundredth', () => {
  it('is the value that 99 of 100 do not exceed', () => {
    expect(p99Of(Array.from({ length: 100 }, (_, index) => index + 1))).toBe(99);
    expect(p99Of([])).toBe(0);
  });

  const timings = (msAt: (share: number) => number): Timing[] =>
    Array.from({ length: 1000 }, (_, index) => ({
      at: index,
      flow: 'me',
      ms: msAt(index / 1000),
    }));

  it('that grows with use is reported, with its flow', () => {
    const grows = timings((share) => 10 + 500 * share ** 3);
    expect(slowerFlows(grows, 0, 1000)).toEqual([expect.stringContaining('me: ')]);
  });

  it('that stays is not', () => {
    expect(
      slowerFlows(
        timings((share) => 10 + 20 * share),
        0,
        1000,
      ),
    ).toEqual([]);
  });
});

describe('mails', () => {
  const [to, subject] = ['ada@example.com', 'Hello'];
  const expected = new Map([[mailName(to, subject), 2]]);
  const once = { to, subject, times: 1 };

  it('that came once each are right', () => {
    expect(wrongMails(expected, [once, once])).toEqual([]);
  });

  it.each([
    ['missing', [once], '1 instead of 2'],
    ['sent once more', [once, once, once], '3 instead of 2'],
    ['handed over twice', [once, { ...once, times: 2 }], '3 instead of 2'],
    ['never asked for', [once, once, { ...once, to: 'bob@example.com' }], '1 instead of 0'],
  ])('that are %s are reported', (_, taken, words) => {
    expect(wrongMails(expected, taken)).toEqual([expect.stringContaining(words)]);
  });
});
