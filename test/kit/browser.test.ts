import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toBytes, toText } from '../../src/kit/browser/base64url.ts';
import { cleanCode } from '../../src/kit/browser/clean-code.ts';
import { estimateLevel, keeps } from '../../src/kit/browser/estimate.ts';

describe('the hint of a password’s strength', () => {
  it.each([
    ['', 0],
    ['a', 1],
    ['aaaaaaaaaaaaaaaaaaaaaa', 1],
    ['abcdefghijklmnopqrstuvwxyz', 1],
    ['12345678', 1],
    ['larkspur', 2],
    ['larkspur7walk', 3],
    ['correct-Horse-7-battery', 4],
    ['パスワードは長いほうがいい', 4],
  ])('of %j is %i', (password, level) => {
    expect(estimateLevel(password)).toBe(level);
  });

  it('is 0 for nothing only, and 4 at most', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (password) => {
        const level = estimateLevel(password);
        expect(level === 0).toBe(password === '');
        expect(level).toBeLessThanOrEqual(4);
      }),
    );
  });
});

describe('a rule that ticks', () => {
  it.each([
    ['length', '1234567', false],
    ['length', '12345678', true],
    ['length', '👩‍👩‍👧x', false],
    ['lower', 'ABC', false],
    ['lower', 'ABç', true],
    ['upper', 'abc', false],
    ['upper', 'abÇ', true],
    ['digit', 'abc', false],
    ['digit', 'ab٣', true],
    ['symbol', 'ab3', false],
    ['symbol', 'ab 3', true],
    ['server', 'correct-Horse-7-battery', false],
  ])('%s of %j: %s', (rule, password, met) => {
    expect(keeps(rule, password, 8)).toBe(met);
  });
});

describe('a pasted code', () => {
  it.each([
    ['123 456', false, '123456'],
    ['Your code: 123-456.', false, '123456'],
    ['none', false, ''],
    ['7k4p-m2xq ab12–cd34\n', true, '7K4PM2XQAB12CD34'],
  ])('of %j', (text, letters, code) => {
    expect(cleanCode(text, letters)).toBe(code);
  });
});

describe('the JSON of passkeys', () => {
  it('reads back the bytes that it writes', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const text = toText(bytes.slice().buffer as ArrayBuffer);
        expect(text).toMatch(/^[\w-]*$/);
        expect([...toBytes(text)]).toEqual([...bytes]);
      }),
    );
  });
});
