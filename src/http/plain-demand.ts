import type * as z from 'zod';

type Raw = z.core.$ZodRawIssue;

const NOUNS: Record<string, string> = {
  string: 'a string',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'an object',
  record: 'an object',
  array: 'a list',
  url: 'a URL',
  uuid: 'a UUID',
  datetime: 'a time, as in ISO 8601',
};

/** What is counted of a value that has a size, one and several. */
const UNITS: Record<string, [string, string]> = {
  string: ['character', 'characters'],
  array: ['entry', 'entries'],
};

/**
 * Returns what a value must be, as “must be a number”, for rules without a message of their own. It
 * is for `error` of a parse. Undefined for what it has no words for, and for what is missing.
 */
export function plainDemand(issue: Raw): string | undefined {
  if (issue.code === 'invalid_type' && issue.input === undefined) return undefined;
  const demand = demandOf(issue);
  return demand === undefined ? undefined : `must be ${demand}`;
}

function demandOf(issue: Raw): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return NOUNS[issue.expected];
    case 'invalid_format':
      return NOUNS[issue.format];
    case 'invalid_value':
      return listOf(issue.values.map(String));
    case 'too_small':
      return sized(issue, issue.minimum, { open: 'more than', closed: 'or more' });
    case 'too_big':
      return sized(issue, issue.maximum, { open: 'less than', closed: 'or less' });
    default:
      return undefined;
  }
}

type Bounded = { origin: string; inclusive?: boolean; exact?: boolean };
/** Words for a bound that is itself not allowed, and for one that is. */
type Words = { open: string; closed: string };

function sized(
  { origin, inclusive, exact }: Bounded,
  bound: number | bigint,
  words: Words,
): string {
  const [one, many] = UNITS[origin] ?? [];
  const unit = bound === 1 ? one : many;
  const amount = unit === undefined ? String(bound) : `${bound} ${unit}`;
  if (exact === true) return amount;
  if (inclusive === false) return `${words.open} ${amount}`;
  return `${amount} ${unit === undefined ? words.closed : words.closed.replace('less', 'fewer')}`;
}

/** A list in words: `a`, `b` or `c`. */
function listOf(values: string[]): string {
  const quoted = values.map((value) => `\`${value}\``);
  const last = quoted.pop() ?? '';
  return quoted.length === 0 ? last : `${quoted.join(', ')} or ${last}`;
}
