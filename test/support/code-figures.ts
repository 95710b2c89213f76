import { DAY, HOUR, MINUTE, SECOND } from '../../src/shared/clock.ts';
import { readDocument } from './documents.ts';

const UNITS: Record<string, number> = { SECOND, MINUTE, HOUR, DAY };

/**
 * The value of `const NAME = …` in a file of the source, also where it is not exported: a product
 * or quotient of numbers and units of the clock. Throws on anything else.
 */
export function constantOf(file: string, name: string): number {
  const found = new RegExp(String.raw`^\s*(?:export )?const ${name} = (.+);$`, 'm');
  const text = found.exec(readDocument(file))?.[1];
  if (text === undefined) throw new Error(`${file} has no constant ${name}`);
  const [first = '', ...others] = text.replaceAll(/[()_]/g, '').split(/ (?=[*/])/);
  return others.reduce((value, step) => {
    const factor = numberOf(step.slice(2));
    return step.startsWith('*') ? value * factor : value / factor;
  }, numberOf(first));
}

function numberOf(text: string): number {
  const value = UNITS[text] ?? Number(text);
  if (Number.isNaN(value)) throw new Error(`${text} is no number`);
  return value;
}

const LARGEST_FIRST = [
  [DAY, 'day'],
  [HOUR, 'hour'],
  [MINUTE, 'minute'],
  [SECOND, 'second'],
] as const;

/** Milliseconds in words, in the largest unit that they fill twice, or exactly once. */
export function inWords(milliseconds: number): string {
  for (const [unit, word] of LARGEST_FIRST) {
    const count = milliseconds / unit;
    if (count === 1) return `1 ${word}`;
    if (count >= 2 && Number.isInteger(count)) return `${count} ${word}s`;
  }
  return `${milliseconds / SECOND} seconds`;
}
