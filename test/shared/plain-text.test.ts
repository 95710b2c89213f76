import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainText, toPlainText } from '../../src/shared/plain-text.ts';

describe('plain text', () => {
  it.each([
    ['José', 'Jose\u0301'],
    ['Ada Lovelace', '  Ada\r\nLovelace\t'],
    ['AdaEve', 'Ada\u0000\u001b\u007f\u0085\u009bEve'.replace('\u0085', '')],
    ['Ada Eve', 'Ada\u0085Eve'],
    ['Ada Eve', 'Ada\u2028\u2029Eve'],
    ['Ada gnp.exe', 'Ada \u202egnp.exe\u202c'],
    ['Ada', '\u2066A\u2067d\u2068a\u2069\u200e\u200f\u061c'],
    ['Ada', 'A\u200bd\u200ca\u200d\u2060\ufeff\u00ad'],
    ['Ada', 'A\u3164d\uffa0a\u115f\u1160\u2800\u180e'],
    ['Ada', 'A\u{e0041}d\u{e007f}a\ue000\u{f0000}\ud800\ufffe'],
    ['Ada', 'Ada\u034f'],
    ['', '\u200b\u2063\u3164'],
    ['x\ufe0f', 'x\ufe0f\ufe0f\ufe01'],
  ])('normalises to %o', (plain, typed) => {
    expect(toPlainText(typed)).toBe(plain);
  });

  it.each([
    ['Persian, with a non-joiner', 'علی\u200cرضا'],
    ['Sinhala, with a joiner', 'ශ්\u200dරී'],
    ['Malayalam, with a joiner at the end', 'രമേശന്\u200d'],
    ['Devanagari', 'क्\u200dषितिज'],
    ['Bengali', 'র\u200d্যাচেল'],
    ['Mongolian, with a variation selector', 'ᠮᠣᠩᠭᠣᠯ\u180b'],
    ['Arabic', 'محمد بن سلمان'],
    ['Hebrew', 'יִצְחָק'],
    ['Japanese, with a variant of a character', '辻\u{e0100}　太郎'],
    ['Korean', '김민준'],
    ['Vietnamese', 'Nguyễn Thị Thập'],
    ['Hawaiian', 'Kaʻahumanu'],
    ['Irish', 'Sinéad O’Connor'],
    ['a family of emoji', '👩\u200d👩\u200d👧\u200d👦 ❤\ufe0f\u200d🔥 👩🏽\u200d💻'],
    ['N’Ko', 'ߞߊ߲ߕߍ'],
  ])('keeps its spelling: %s', (_, name) => {
    expect(toPlainText(name)).toBe(name.normalize('NFC'));
  });

  it('is stable when normalised again, and hides no invisible difference', () => {
    const odd = fc.constantFrom(
      ...'ab بक🤦\u200c\u200d\u200b\ufe0f\u202e\u0000\u0301\u3000\n\ud83d\u{1f3fd}',
    );
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: odd })), (typed) => {
        const plain = toPlainText(typed);
        expect(toPlainText(plain)).toBe(plain);
        expect(plain.normalize('NFC')).toBe(plain);
        expect(plain).not.toMatch(/[\p{Cc}\p{Cs}\p{Bidi_Control}\u200b]/u);
      }),
    );
  });

  it('is measured in its normal form', () => {
    expect(plainText(3).parse('\u200bA\u0000da\n')).toBe('Ada');
    expect(plainText(3).safeParse('Adam').success).toBe(false);
  });

  it('is computed quickly for a whole body of joiners', () => {
    expect(toPlainText('ب\u200c'.repeat(32_768))).toHaveLength(65_536);
  });
});
