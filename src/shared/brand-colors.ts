import { type Oklch, parseColor, toHex } from './color.ts';

/** What pages and mails make of a company's colour, each `#rrggbb`. */
export type BrandColors = {
  /** Of the filled button, and of the text on it. */
  fill: string;
  onFill: string;
  /** Of links. */
  accent: string;
  /** Around what has the focus. */
  ring: string;
  /** Of grounds. */
  tint: string;
};

/** The colour of companies that have not chosen one. */
const DEFAULT = 'oklch(.46 .09 165)';
/** Fills that are lighter than this have dark text. */
const LIGHT = 0.63;
const DARK_TEXT: Oklch = { l: 0.17, c: 0, h: 0 };
const WHITE: Oklch = { l: 1, c: 0, h: 0 };

/**
 * Returns a company's colour as a style sheet may contain it, or null for a text that is no colour:
 * `#rgb`, `#rrggbb`, `rgb(…)` or `oklch(…)`, without alpha.
 */
export function parseBrandColor(text: string): string | null {
  const color = parseColor(text);
  if (color === null) return null;
  if (!text.trim().toLowerCase().startsWith('oklch')) return toHex(color);
  const [l, c, h] = [color.l, color.c, color.h].map((value) => Number(value.toFixed(4)));
  return `oklch(${l} ${c} ${h})`;
}

/**
 * Bends a colour just far enough for contrast, by the formulas of `kit/page.css`: texts have at
 * least 4.5:1, rings 3:1. `color` comes from {@link parseBrandColor}; null is the default.
 */
export function brandColors(color: string | null): Record<'light' | 'dark', BrandColors> {
  const brand = parseColor(color ?? DEFAULT);
  if (brand === null) throw new Error(`${color} is no colour.`);
  const { l, c, h } = brand;
  const bent = (lightness: number, most: number) =>
    toHex({ l: lightness, c: Math.min(c, most), h });
  const calm = 0.11 + Math.min(0.07, Math.max(0, (l - LIGHT) * 99));
  return {
    light: {
      fill: bent(l > LIGHT ? l : Math.min(l, 0.5), 0.2),
      onFill: toHex(l > LIGHT ? DARK_TEXT : WHITE),
      accent: bent(Math.min(l, 0.47), 0.15),
      ring: bent(Math.min(l, 0.55), 0.2),
      tint: bent(0.965, 0.016),
    },
    dark: {
      fill: bent(Math.max(l, 0.76), calm),
      onFill: toHex(DARK_TEXT),
      accent: bent(Math.max(l, 0.8), 0.13),
      ring: bent(Math.max(l, 0.7), 0.16),
      tint: bent(0.27, 0.025),
    },
  };
}
