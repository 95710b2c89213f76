import { readDocument } from './documents.ts';

/** What is said of a requirement; `later` names what another issue brings. */
export const VERDICTS = ['holds', 'in part', 'fails', 'n/a', 'platform', 'later'] as const;
export type Verdict = (typeof VERDICTS)[number];

/** A requirement of ASVS, what is said of it, and the lines that say what holds it. */
export type Row = { id: string; level: string; verdict: string; says: string; lines: string[] };

const ROW = new RegExp(
  String.raw`^- \*\*(\d+\.\d+\.\d+)\*\* L([123]) (${VERDICTS.join('|')}): (.+)$`,
);

/** The rows of the table. Throws on one that cannot be read. */
export function readRows(document: string): Row[] {
  const rows: Row[] = [];
  for (const line of readDocument(document).split('\n')) {
    if (line.startsWith('- **')) rows.push(toRow(line));
    else if (line.startsWith('  - ')) rows.at(-1)?.lines.push(line.slice('  - '.length));
  }
  return rows;
}

function toRow(line: string): Row {
  const [, id, level, verdict, says] = ROW.exec(line) ?? [];
  if (id === undefined || level === undefined || verdict === undefined || says === undefined)
    throw new Error(`cannot be read: ${line}`);
  return { id, level, verdict, says, lines: [] };
}

/** How often each level has each verdict, as the document counts it. */
export function countRows(rows: Row[]): string[] {
  return ['1', '2', '3'].map((level) => {
    const ofLevel = rows.filter((row) => row.level === level);
    const counts = VERDICTS.map(
      (verdict) => ofLevel.filter((row) => row.verdict === verdict).length,
    );
    return `| L${level} | ${[...counts, ofLevel.length].join(' | ')} |`;
  });
}
