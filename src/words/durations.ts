import { type Language, localeOf } from './language.ts';

const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

/**
 * Returns a time span in words, such as "14 days" or "1 minute": in the largest unit in which it is
 * a whole number, else in minutes, rounded up, so that nobody comes too early. In milliseconds.
 */
export function spanInWords(language: Language, span: number): string {
  const [unit, size] =
    UNITS.find(([, length]) => span >= length && span % length === 0) ??
    (['minute', 60_000] as const);
  const count = Math.max(1, Math.ceil(span / size));
  return new Intl.NumberFormat(localeOf(language), {
    style: 'unit',
    unit,
    unitDisplay: 'long',
  }).format(count);
}
