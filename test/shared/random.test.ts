import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { systemRandom } from '../../src/shared/random.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

/** Makes the generator return these 32-bit numbers, one after another. */
function drawing(...numbers: number[]): void {
  vi.spyOn(crypto, 'getRandomValues').mockImplementation((array) => {
    new DataView((array as unknown as Uint8Array).buffer).setUint32(0, numbers.shift() ?? 0);
    return array;
  });
}

describe('randomness', () => {
  it('makes codes of exactly the requested digits, leading zeros included', () => {
    drawing(0, 42, 999_999, 1_000_000);
    expect([1, 2, 3, 4].map(() => systemRandom.code(6))).toEqual([
      '000000',
      '000042',
      '999999',
      '000000',
    ]);
  });

  it('draws again where the remainder would favour small codes', () => {
    drawing(2 ** 32 - 1, 4_294_000_000, 4_293_999_999);
    expect(systemRandom.code(6)).toBe('999999');
  });

  it('makes every digit about equally often', () => {
    const counts = Array.from({ length: 10 }, () => 0);
    const draws = 5000;
    for (let times = 0; times < draws; times++)
      for (const digit of systemRandom.code(6))
        counts[Number(digit)] = (counts[Number(digit)] ?? 0) + 1;
    const expected = (draws * 6) / 10;
    const chiSquare = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    // Nine degrees of freedom: less than once in ten million runs by chance.
    expect(chiSquare).toBeLessThan(52);
  });

  it('makes distinct bytes, and ids that contain their time', () => {
    expect(systemRandom.bytes(32)).toHaveLength(32);
    expect(systemRandom.bytes(32)).not.toEqual(systemRandom.bytes(32));
    expect(systemRandom.uuid()).toMatch(
      /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/,
    );
    const time = fc.integer({ min: 0, max: 2 ** 48 - 1 });
    fc.assert(
      fc.property(time, time, (one, two) => {
        const [a, b] = [systemRandom.uuidAt(one), systemRandom.uuidAt(two)];
        expect(a).toMatch(/^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
        expect(Number.parseInt(a.replace('-', '').slice(0, 12), 16)).toBe(one);
        expect(a).not.toBe(b);
        if (one < two) expect(a < b).toBe(true);
      }),
    );
  });
});
