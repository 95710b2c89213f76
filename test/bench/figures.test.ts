import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quantile, spreadOf, toCell } from './figures.ts';
import { parseStat } from './proc-stat.ts';

describe('figures of the bench', () => {
  it('takes the middle of several rounds', () => {
    expect(spreadOf([3, 1, 2])).toEqual({ median: 2, min: 1, max: 3 });
    expect(spreadOf([4, 1, 10, 2])).toEqual({ median: 3, min: 1, max: 10 });
    expect(spreadOf([])).toEqual({ median: 0, min: 0, max: 0 });
  });

  it('has as many rounds above the median as below it, in any order', () => {
    fc.assert(
      fc.property(fc.array(fc.integer(), { minLength: 1 }), (numbers) => {
        const { median, min, max } = spreadOf(numbers);
        const above = numbers.filter((number) => number > median).length;
        const below = numbers.filter((number) => number < median).length;
        expect(Math.max(above, below)).toBeLessThanOrEqual(numbers.length / 2);
        expect([min, max]).toEqual([Math.min(...numbers), Math.max(...numbers)]);
        expect(spreadOf(numbers.toReversed())).toEqual({ median, min, max });
      }),
    );
  });

  it('finds quartiles, and writes a spread', () => {
    expect(quantile([5, 1, 4, 2, 3], 0.25)).toBe(2);
    expect(quantile([5, 1, 4, 2, 3], 1)).toBe(5);
    expect(toCell({ median: 1.591, min: 1.53, max: 1.729 })).toBe('1.59 (1.53–1.73)');
    expect(toCell({ median: 31.04, min: 30.96, max: 35 })).toBe('31.0 (31.0–35.0)');
  });
});

describe('the CPU time of a process', () => {
  const after = 'S 41 42 42 0 -1 4194560 9 0 0 0 250 17 3 4 20 0 12 0 9999 1 2 3';

  it('is user and system time, without that of its children', () => {
    expect(parseStat(`43 (workerd) ${after}\n`)).toEqual({
      pid: 43,
      name: 'workerd',
      parent: 41,
      cpuMs: 2670,
    });
  });

  it('is found behind any name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii', maxLength: 15 }), (name) => {
        expect(parseStat(`43 (${name}) ${after}`)).toMatchObject({ name, parent: 41, cpuMs: 2670 });
      }),
    );
    expect(parseStat(`1 (a) b) ${after}`).name).toBe('a) b');
  });
});
