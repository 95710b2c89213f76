import type { Bar, Chart } from './report.ts';

const WIDTH = 860;
const LABELS = 300;
const VALUES = 90;
const BAR = 16;
const ROW = 24;
const TOP = 56;
const ROOM = WIDTH - LABELS - VALUES;
/** Colours of the parts, from left to right: told apart by those who see no red or green too. */
const COLOURS = ['#0072b2', '#e69f00', '#009e73', '#cc79a7'];

const ESCAPED: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const toText = (text: string) => text.replaceAll(/[&<>"]/g, (sign) => ESCAPED[sign] ?? sign);

const text = (x: number, y: number, content: string, more = '') =>
  `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}"${more}>${toText(content)}</text>`;

const rect = (x: number, y: number, width: number, colour: string) =>
  `<rect x="${x.toFixed(1)}" y="${y}" width="${width.toFixed(1)}" height="${BAR}" fill="${colour}"/>`;

/** A part that measured less than nothing, by noise, has no length. */
const lengthOf = (part: number) => Math.max(0, part);
const sumOf = ({ parts }: Bar) => parts.reduce((sum, part) => sum + lengthOf(part), 0);
const colourOf = (part: number) => COLOURS[part % COLOURS.length] ?? '';
const toNumber = (value: number) => value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0);

function drawBar(bar: Bar, row: number, scale: number, unit: string): string {
  const y = TOP + row * ROW;
  let x = LABELS;
  const parts = bar.parts.map((part, index) => {
    const drawn = rect(x, y, lengthOf(part) * scale, colourOf(index));
    x += lengthOf(part) * scale;
    return drawn;
  });
  const label = text(LABELS - 8, y + 12, bar.name, ' text-anchor="end"');
  return [label, ...parts, text(x + 6, y + 12, `${toNumber(sumOf(bar))} ${unit}`)].join('\n');
}

function drawKey(parts: readonly string[]): string[] {
  if (parts.length < 2) return [];
  const room = (WIDTH - 20) / parts.length;
  return parts.flatMap((name, index) => [
    rect(10 + index * room, 30, BAR, colourOf(index)),
    text(32 + index * room, 42, name),
  ]);
}

/** Draws a chart as SVG: a bar for each row, its value behind it, the limit as a red line. */
export function drawChart({ title, unit, parts, bars, limit }: Chart): string {
  const longest = Math.max(...bars.map(sumOf), limit ?? 0);
  const scale = longest === 0 ? 0 : ROOM / longest;
  const height = TOP + bars.length * ROW + 12;
  const end = LABELS + (limit ?? 0) * scale;
  const line =
    limit === undefined
      ? []
      : [
          `<path d="M${end.toFixed(1)} ${TOP - 6}V${height - 6}" stroke="#d00000" stroke-width="2"/>`,
          text(end - 6, TOP - 10, `limit ${limit} ${unit}`, ' text-anchor="end"'),
        ];
  const size = `width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}"`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" ${size} font-family="sans-serif" font-size="12">`,
    `<title>${toText(title)}</title>`,
    `<rect width="${WIDTH}" height="${height}" fill="#fff"/>`,
    text(10, 18, title, ' font-size="14" font-weight="bold"'),
    ...drawKey(parts),
    ...bars.map((bar, row) => drawBar(bar, row, scale, unit)),
    ...line,
    '</svg>\n',
  ].join('\n');
}
