import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codeSchema, linkTokenSchema } from '../../src/one-time-secrets/schemas.ts';

const LINK = 'rst_Jm3v0eB7oZ0pYw1rT6uKqXh2LsC4nDfA8gRkVtEiUyM';

/** Every Unicode decimal digit, by value. */
const DIGITS: string[][] = Array.from({ length: 10 }, () => []);
for (let point = 0, run = 0; point <= 0x10ffff; point++) {
  const char = String.fromCodePoint(point);
  if (/\p{Nd}/u.test(char)) DIGITS[run++ % 10]?.push(char);
  else run = 0;
}

/** Characters allowed around and between the digits of a code. */
const between = fc.constantFrom(
  ...['', ' ', '\u00a0', '\u2009', '\t', '\n', '-', '–', '‑', '−', '.', ',', '’', '"', '«'],
  ...['\u200b', '\u200d', '\u200e', '\u202a', '\u2066', '\u2069', '\ufeff', '\u00ad', '\ufe0f'],
);

describe('a code', () => {
  it.each([
    '332437',
    '332-437',
    '332437.',
    '332 437',
    ' 332437\n',
    '３３２４３７',
    '٣٣٢٤٣٧',
    '۳۳۲۴۳۷',
    '३३२४३७',
    '\u200e332437\u200f',
    '\u2068332437\u2069',
    '\ufeff332\u200b437',
    '“332437”',
    '(332 437)',
    '3️⃣3️⃣2️⃣4️⃣3️⃣7️⃣',
  ])('is read from %o', (typed) => {
    expect(codeSchema.parse(typed)).toBe('332437');
  });

  it.each([
    '',
    '33243',
    '3324377',
    '33243x',
    'code 332437',
    '332½37',
    '332437=',
    '３３２',
    '-',
    '💥',
  ])('is not read from %o', (typed) => {
    expect(codeSchema.safeParse(typed).success).toBe(false);
  });

  it('is not searched for in a long text', () => {
    expect(codeSchema.safeParse(`332437${' '.repeat(200)}`).success).toBe(false);
  });

  it('is read in the digits of any script, whatever separates them', () => {
    expect(DIGITS.every((digits) => digits.length > 50)).toBe(true);
    const value = fc.integer({ min: 0, max: 9 });
    const glyph = value.chain((digit) =>
      fc.constantFrom(...(DIGITS[digit] ?? [])).map((char) => ({ digit, char })),
    );
    const pieces = fc.array(fc.tuple(glyph, between), { minLength: 6, maxLength: 6 });
    fc.assert(
      fc.property(between, pieces, (before, parts) => {
        const typed = before + parts.map(([{ char }, gap]) => char + gap).join('');
        expect(codeSchema.parse(typed)).toBe(parts.map(([{ digit }]) => digit).join(''));
      }),
      { numRuns: 500 },
    );
  });

  it('maps each Unicode digit to its value', () => {
    for (const [value, digits] of DIGITS.entries())
      for (const digit of digits)
        expect(codeSchema.parse(digit.repeat(6)), digit).toBe(String(value).repeat(6));
  });
});

describe('the token of a link', () => {
  it.each([
    LINK,
    ` ${LINK} `,
    `${LINK}\n`,
    `${LINK.slice(0, 20)}\n${LINK.slice(20)}`,
    `${LINK.slice(0, 20)}=\r\n${LINK.slice(20)}`,
    `"${LINK}"`,
    `<${LINK}>.`,
    `“${LINK}”,`,
    `\u200b${LINK}\u2060`,
  ])('is read from %o', (pasted) => {
    expect(linkTokenSchema.parse(pasted)).toBe(LINK);
  });

  it('requires all of its characters, and is limited in length', () => {
    for (const text of ['', ' \n', '…', 'x'.repeat(257)])
      expect(linkTokenSchema.safeParse(text).success).toBe(false);
  });
});
