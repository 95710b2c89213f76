/** The fields of a row, as JSON or CSV has them. */
export type Fields = Record<string, unknown>;

/** A text without space around it; the empty string for what is missing. */
export function textOf(value: unknown): string {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' ? value.trim() : '';
}

/** A flag as JSON, Python or PostgreSQL write it; null for anything else. */
export function flagOf(value: unknown): boolean | null {
  if (typeof value === 'boolean') return value;
  const text = textOf(value).toLowerCase();
  if (['true', 't', '1', 'yes'].includes(text)) return true;
  return ['false', 'f', '0', 'no'].includes(text) ? false : null;
}

const TIME = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d)?)(\.\d{1,9})?\s?(Z|[+-]\d\d(?::?\d\d)?)?$/;

/**
 * A time as Django, PostgreSQL or SQLite write it, in epoch milliseconds; null if it is none. One without a zone is UTC,
 * which is what Django keeps in a database that knows no zones.
 */
export function timeOf(value: unknown): number | null {
  const match = TIME.exec(textOf(value));
  if (match === null) return null;
  const [, date, time, fraction = '', zone = 'Z'] = match;
  const offset =
    zone === 'Z' ? 'Z' : `${zone.slice(0, 3)}:${zone.slice(3).replace(':', '') || '00'}`;
  const parsed = Date.parse(`${date}T${time}${fraction.slice(0, 4)}${offset}`);
  return Number.isNaN(parsed) ? null : parsed;
}
