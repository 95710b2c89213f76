/** Median and extremes of what several rounds measured. */
export type Spread = { median: number; min: number; max: number };

/** Returns the value at a share (0 to 1) of the sorted numbers; 0 without numbers. */
export function quantile(numbers: readonly number[], share: number): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) * share)] ?? 0;
}

/** Returns the median (of an even count the mean of the middle two) with the extremes. */
export function spreadOf(numbers: readonly number[]): Spread {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.slice((sorted.length - 1) >> 1, (sorted.length >> 1) + 1);
  const median = middle.reduce((sum, number) => sum + number, 0) / (middle.length || 1);
  return { median, min: sorted[0] ?? 0, max: sorted.at(-1) ?? 0 };
}

/** Writes `1.59 (1.53–1.73)`. */
export function toCell({ median, min, max }: Spread): string {
  const digits = max < 10 ? 2 : 1;
  return `${median.toFixed(digits)} (${min.toFixed(digits)}–${max.toFixed(digits)})`;
}

/** Writes a row of a Markdown table. */
export const toRow = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`;

/** Writes the head of a Markdown table. */
export const toHead = (names: readonly string[]): string =>
  `${toRow(names)}\n${toRow(names.map(() => '---'))}`;
