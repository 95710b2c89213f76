import { readDocument } from './documents.ts';

/** A promise in numbers: what, how much, what else is said, and the lines that name its proof. */
export type Promised = { name: string; figure: string; rest: string; lines: string[] };

const PROMISE = /^- \*\*(.+?)\*\*: (.+?)\.(?: (.+))?$/;

/** The promises of a document: `- **what**: figure. More words.`, with lines below. */
export function readPromises(document: string): Promised[] {
  const promises: Promised[] = [];
  for (const line of readDocument(document).split('\n')) {
    const [, name, figure, rest = ''] = PROMISE.exec(line) ?? [];
    if (name !== undefined && figure !== undefined)
      promises.push({ name, figure, rest, lines: [] });
    else if (line.startsWith('  - ')) promises.at(-1)?.lines.push(line.slice('  - '.length));
  }
  return promises;
}
