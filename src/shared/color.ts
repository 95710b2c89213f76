/**
 * A colour by lightness (0 to 1), chroma (0 to about 0.4) and hue (degrees), as in CSS `oklch()`.
 */
export type Oklch = { l: number; c: number; h: number };
/** Red, green and blue, 0 to 1 each, as in CSS `rgb()`. */
type Rgb = [number, number, number];

/**
 * Reads a colour written as in CSS: `#rgb`, `#rrggbb`, `rgb(…)` or `oklch(…)`, without alpha.
 * Returns null for anything else.
 */
export function parseColor(text: string): Oklch | null {
  const trimmed = text.trim().toLowerCase();
  const hex = /^#([\da-f]{3}|[\da-f]{6})$/.exec(trimmed)?.[1];
  if (hex !== undefined) return fromRgb(readHex(hex));
  const [, name, list = ''] = /^(rgb|oklch)\(([^()]*)\)$/.exec(trimmed) ?? [];
  const parts = list.trim().split(/\s*,\s*|\s+/);
  if (parts.length !== 3) return null;
  const [x, y, z] = name === 'rgb' ? readParts(parts, 255, 255, 255) : readParts(parts, 1, 0.4);
  if (name === 'oklch') return inRange([x, y], [1, 0.5]) && z !== null ? lch(x, y, z) : null;
  if (name !== 'rgb' || !inRange([x, y, z], [255, 255, 255])) return null;
  return fromRgb([Number(x) / 255, Number(y) / 255, Number(z) / 255]);
}

/** The colour as `#rrggbb`. What a screen of sRGB cannot show is clipped, as browsers do. */
export function toHex(color: Oklch): string {
  const bytes = toRgb(color).map((value) => Math.round(Math.min(1, Math.max(0, value)) * 255));
  return `#${bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}

/** The contrast of two colours `#rrggbb`, 1 to 21 (WCAG 2.2, "contrast ratio"). */
export function contrastOf(one: string, other: string): number {
  const [a, b] = [luminanceOf(one), luminanceOf(other)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

function luminanceOf(hex: string): number {
  const [r, g, b] = readHex(hex.slice(1)).map(toLinear) as Rgb;
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function readHex(digits: string): Rgb {
  const long = digits.length === 3 ? digits.replace(/./g, '$&$&') : digits;
  return [0, 2, 4].map((at) => Number.parseInt(long.slice(at, at + 2), 16) / 255) as Rgb;
}

/**
 * Numbers of a function's parts; a percentage is of the part's full value. Null for other texts.
 */
function readParts(parts: string[], ...full: number[]): (number | null)[] {
  return parts.map((part, index) => {
    const [, number, unit] = /^(\d*\.?\d+)(%|deg)?$/.exec(part) ?? [];
    if (number === undefined) return null;
    // Only the hue has no full value, and only the hue has degrees.
    const whole = full[index];
    if (unit === '%') return whole === undefined ? null : (Number(number) / 100) * whole;
    return unit === 'deg' && whole !== undefined ? null : Number(number);
  });
}

const inRange = (values: (number | null | undefined)[], most: number[]): boolean =>
  values.every((value, i) => typeof value === 'number' && value <= (most[i] ?? 0));

const lch = (l: unknown, c: unknown, h: number | undefined): Oklch => ({
  l: Number(l),
  c: Number(c),
  h: (h ?? 0) % 360,
});

const toLinear = (value: number) =>
  value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
const fromLinear = (value: number) =>
  value <= 0.0031308 ? value * 12.92 : 1.055 * value ** (1 / 2.4) - 0.055;

// Matrices of Oklab (Björn Ottosson, https://bottosson.github.io/posts/oklab/).
function fromRgb(rgb: Rgb): Oklch {
  const [r, g, b] = rgb.map(toLinear) as Rgb;
  const x = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const y = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const z = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  const l = 0.2104542553 * x + 0.793617785 * y - 0.0040720468 * z;
  const a = 1.9779984951 * x - 2.428592205 * y + 0.4505937099 * z;
  const across = 0.0259040371 * x + 0.7827717662 * y - 0.808675766 * z;
  const degrees = (Math.atan2(across, a) * 180) / Math.PI;
  return { l, c: Math.hypot(a, across), h: (degrees + 360) % 360 };
}

function toRgb({ l, c, h }: Oklch): Rgb {
  const [a, b] = [c * Math.cos((h * Math.PI) / 180), c * Math.sin((h * Math.PI) / 180)];
  const x = (l + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const y = (l - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const z = (l - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    fromLinear(4.0767416621 * x - 3.3077115913 * y + 0.2309699292 * z),
    fromLinear(-1.2684380046 * x + 2.6097574011 * y - 0.3413193965 * z),
    fromLinear(-0.0041960863 * x - 0.7034186147 * y + 1.707614701 * z),
  ];
}
