import type { Period } from '../../admin/view-figures.ts';

/** "4% more than the week before"; null where there was nothing before. */
export function compared(n: number, before: number, period: Period): string | null {
  if (before === 0) return null;
  const percent = Math.round((100 * (n - before)) / before);
  if (percent === 0) return `As many as the ${period} before`;
  const size = Math.abs(percent).toLocaleString('en');
  return `${size}% ${percent > 0 ? 'more' : 'fewer'} than the ${period} before`;
}
