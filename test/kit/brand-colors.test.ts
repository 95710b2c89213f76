import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { STYLE } from '../../src/kit/generated/page-style.ts';
import { brandColors, parseBrandColor } from '../../src/shared/brand-colors.ts';
import { contrastOf, parseColor, toHex } from '../../src/shared/color.ts';

/** A token of the style sheet in light and in dark, as `#rrggbb`. */
function token(name: string): { light: string; dark: string } {
  const value = new RegExp(`--${name}:light-dark\\(([^),]*),([^),]*)\\)`);
  const [, light = '', dark = ''] = value.exec(STYLE) ?? [];
  const hex = (text: string) => {
    const color = parseColor(text);
    if (color === null) throw new Error(`${name} is no colour: ${text}`);
    return toHex(color);
  };
  return { light: hex(light), dark: hex(dark) };
}

const GROUNDS = { page: token('page'), card: token('card'), sunk: token('sunk') };
const SOFT = token('soft');

/** The least contrasts of a brand, over light and dark and all grounds. */
function leastContrasts(color: string | null) {
  const both = brandColors(color);
  const least = { onFill: 21, accent: 21, ring: 21, soft: 21 };
  const note = (name: keyof typeof least, one: string, other: string) => {
    least[name] = Math.min(least[name], contrastOf(one, other));
  };
  for (const scheme of ['light', 'dark'] as const) {
    const { fill, onFill, accent, ring, tint } = both[scheme];
    const [page, card, sunk] = Object.values(GROUNDS).map((ground) => ground[scheme]);
    note('onFill', onFill, fill);
    for (const ground of [page, card, sunk, tint]) note('accent', accent, ground ?? '');
    for (const ground of [page, card, tint]) note('ring', ring, ground ?? '');
    note('soft', SOFT[scheme], tint);
  }
  return least;
}

function expectReadable(color: string | null): void {
  const { onFill, accent, ring, soft } = leastContrasts(color);
  expect([color, onFill >= 4.5, accent >= 4.5, ring >= 3, soft >= 4.5]).toEqual([
    color,
    true,
    true,
    true,
    true,
  ]);
}

describe('the colours of a brand', () => {
  it('stay readable for every hue, lightness and chroma', () => {
    const unit = fc.double({ min: 0, max: 1, noNaN: true });
    // Texts turn dark at .63, so what is around it is looked at more closely.
    const around = fc.double({ min: 0.629, max: 0.631, noNaN: true });
    const colors = fc.record({
      l: fc.oneof(unit, around, fc.constant(0.63)),
      c: fc.double({ min: 0, max: 0.4, noNaN: true }),
      h: fc.double({ min: 0, max: 360, noNaN: true }),
    });
    const text = ({ l, c, h }: { l: number; c: number; h: number }) =>
      `oklch(${[l, c, h].map((value) => value.toFixed(9)).join(' ')})`;
    fc.assert(
      fc.property(colors, (color) => expectReadable(parseBrandColor(text(color)))),
      { numRuns: 3000 },
    );
  });

  it('stay readable over a walk of the whole space, and for the default', () => {
    for (let l = 0; l <= 1; l += 0.025)
      for (let h = 0; h < 360; h += 12)
        for (const c of [0, 0.05, 0.1, 0.2, 0.3, 0.4])
          expectReadable(`oklch(${l.toFixed(3)} ${c} ${h})`);
    expectReadable(null);
  });

  it('bend no further than they must', () => {
    // The yellow stays yellow, with dark text.
    expect(brandColors('#ffd54f').light).toMatchObject({ fill: '#ffd54f', onFill: '#0f0f0f' });
    expect(brandColors('#0f5132').light).toMatchObject({ fill: '#0f5132', onFill: '#ffffff' });
  });

  it('are those of the style sheet, down to the default', () => {
    expect(STYLE).toContain('--brand:oklch(.46 .09 165)');
    expect(brandColors(null)).toEqual(brandColors('oklch(.46 .09 165)'));
  });

  it.each([
    ['#0F5', '#00ff55'],
    [' #a1B2c3 ', '#a1b2c3'],
    ['rgb(10, 20, 30)', '#0a141e'],
    ['rgb(10 20 30)', '#0a141e'],
    ['rgb(100% 0% 60%)', '#ff0099'],
    ['oklch(.46 .09 165)', 'oklch(0.46 0.09 165)'],
    ['oklch(46% 50% 165deg)', 'oklch(0.46 0.2 165)'],
    ['OKLCH(0.5 0 725)', 'oklch(0.5 0 5)'],
  ])('reads %s', (text, color) => {
    expect(parseBrandColor(text)).toBe(color);
  });

  it.each([
    '',
    'red',
    '#12345',
    '#12345678',
    'rgb(1 2)',
    'rgb(256 0 0)',
    'rgb(1 2 3 / .5)',
    'rgb(-1 2 3)',
    'oklch(1.1 0 0)',
    'oklch(.5 .6 0)',
    'oklch(.5 .1 20%)',
    'oklch(.5 20deg 0)',
    'hsl(1 2 3)',
    '#fff}body{display:none',
    'oklch(.5 .1 1);}',
    'var(--brand)',
  ])('refuses %s', (text) => {
    expect(parseBrandColor(text)).toBeNull();
  });

  it('turns every colour of a screen into itself', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffffff }), (value) => {
        const hex = `#${value.toString(16).padStart(6, '0')}`;
        expect(parseBrandColor(hex)).toBe(hex);
      }),
    );
  });
});
