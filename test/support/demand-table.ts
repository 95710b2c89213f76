import { existsSync } from 'node:fs';
import path from 'node:path';
import { ROOT, readDocument } from './documents.ts';

/** One demand of a table, with the lines that say what holds it. */
export type Demand = { id: string; lines: string[] };

/** The demands of a document: `- **kind-1** …`, with lines below it that begin by `  - `. */
export function readDemands(document: string): Demand[] {
  const rows: Demand[] = [];
  for (const line of readDocument(document).split('\n')) {
    const id = /^- \*\*([a-z]+-\d+)\*\* \S/.exec(line)?.[1];
    if (id !== undefined) rows.push({ id, lines: [] });
    else if (line.startsWith('  - ')) rows.at(-1)?.lines.push(line.slice('  - '.length));
  }
  return rows;
}

/** The ids of all demands in order, from how many there are of each kind. */
export const idsOf = (counts: Record<string, number>): string[] =>
  Object.entries(counts).flatMap(([kind, count]) =>
    Array.from({ length: count }, (_, at) => `${kind}-${at + 1}`),
  );

const isQuoted = (text: string, words: string) =>
  [`'${words}'`, `"${words}"`].some((quoted) => text.includes(quoted));

/**
 * What is wrong with a line that names a test (its file below `test/`, its title, and the case
 * where one test has many), or says why there is none; null if nothing is.
 */
export function faultOfLine(line: string): string | null {
  if (/^No test: \S/.test(line)) return null;
  const [file = '', ...titles] = line.split(' › ');
  const name = /^`([a-z0-9/-]+)`$/.exec(file)?.[1];
  if (name === undefined || titles.length === 0) return `is no test: ${line}`;
  const found = [`test/${name}.test.ts`, `test/${name}.ts`].find((one) =>
    existsSync(path.join(ROOT, one)),
  );
  if (found === undefined) return `${name} does not exist`;
  const missing = titles.find((title) => !isQuoted(readDocument(found), title));
  return missing === undefined ? null : `${found} has no “${missing}”`;
}
