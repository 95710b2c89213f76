import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT, readDocument } from '../support/documents.ts';

const TABLE = 'test/webauthn/README.md';
/** How many demands there are of each kind. */
const DEMANDS = {
  ...{ options: 7, new: 17, proof: 14, fido: 12, library: 11 },
  ...{ attack: 10, page: 10, name: 5, platform: 10, rule: 9 },
};

type Row = { id: string; lines: string[] };

function readRows(): Row[] {
  const rows: Row[] = [];
  for (const line of readDocument(TABLE).split('\n')) {
    const id = /^- \*\*([a-z]+-\d+)\*\* \S/.exec(line)?.[1];
    if (id !== undefined) rows.push({ id, lines: [] });
    else if (line.startsWith('  - ')) rows.at(-1)?.lines.push(line.slice('  - '.length));
  }
  return rows;
}
const ROWS = readRows();

const isQuoted = (text: string, words: string) =>
  [`'${words}'`, `"${words}"`].some((quoted) => text.includes(quoted));

/** What is wrong with a line that names a test; null if nothing is. */
function faultOf(line: string): string | null {
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

describe('the table of what passkeys demand', () => {
  it('has every row once, in order', () => {
    const expected = Object.entries(DEMANDS).flatMap(([kind, count]) =>
      Array.from({ length: count }, (_, at) => `${kind}-${at + 1}`),
    );
    expect(ROWS.map(({ id }) => id)).toEqual(expected);
  });

  it.each(ROWS)('names tests that exist, or why there is none: $id', ({ lines }) => {
    expect(lines).not.toEqual([]);
    expect(lines.map(faultOf).filter((fault) => fault !== null)).toEqual([]);
  });

  it('finds a title, a case and a file that do not exist', () => {
    const title = 'is refused for any fault in its structure';
    for (const line of [
      '`flows/passkey-attacks` › is refused for any fault in its stricture',
      `\`flows/passkey-attacks\` › ${title} › a case of nothing`,
      `\`flows/passkey-defences\` › ${title}`,
      'flows/passkey-attacks',
      'No test:',
    ])
      expect([line, faultOf(line)]).toEqual([line, expect.any(String)]);
    expect(faultOf(`\`flows/passkey-attacks\` › ${title}`)).toBeNull();
  });
});
