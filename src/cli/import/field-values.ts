/** The fields of a row, as read from JSON or CSV. */
export type Fields = Record<string, unknown>;

/** Returns the trimmed text of a value; the empty string if it is missing. */
export function textOf(value: unknown): string {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' ? value.trim() : '';
}

/** Parses a flag as JSON, Python or PostgreSQL write it. Returns null for other values. */
export function flagOf(value: unknown): boolean | null {
  if (typeof value === 'boolean') return value;
  const text = textOf(value).toLowerCase();
  if (['true', 't', '1', 'yes'].includes(text)) return true;
  return ['false', 'f', '0', 'no'].includes(text) ? false : null;
}

const TIME = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d)?)(\.\d{1,9})?\s?(Z|[+-]\d\d(?::?\d\d)?)?$/;

/**
 * Parses a time as Django, PostgreSQL or SQLite write it, into epoch milliseconds. Returns null for
 * other text. A time without a zone is UTC, which Django stores in databases without zones.
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
