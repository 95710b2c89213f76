import path from 'node:path';
import { readDocument } from './documents.ts';

/** The document without what stands in code: there nothing is a link or a heading. */
const proseOf = (document: string) =>
  readDocument(document)
    .replaceAll(/^```.*?^```$/gms, '')
    .replaceAll(/`[^`\n]*`/g, (code) => code.replaceAll(/[[\]()]/g, ' '));

/** Targets of the links of a document. */
export function linksOf(document: string): string[] {
  return [...proseOf(document).matchAll(/\[[^\]]*\]\(([^)\s]*)\)/g)].map(([, to = '']) => to);
}

/** Names by which links reach the headings of a document, as GitHub makes them. */
export function anchorsOf(document: string): Set<string> {
  const anchors = new Set<string>();
  for (const [, title = ''] of readDocument(document)
    .replaceAll(/^```.*?^```$/gms, '')
    .matchAll(/^#{1,6} (.+)$/gm)) {
    const slug = title
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\p{M} _-]/gu, '')
      .replaceAll(' ', '-');
    let name = slug;
    for (let count = 1; anchors.has(name); count++) name = `${slug}-${count}`;
    anchors.add(name);
  }
  return anchors;
}

/** Where a relative link of a document leads: a path from the root of the project, and a heading of it. */
export function resolveLink(document: string, link: string): { file: string; anchor: string } {
  const [to = '', anchor = ''] = link.split('#');
  const file = to === '' ? document : path.join(path.dirname(document), decodeURIComponent(to));
  return { file, anchor };
}

/** Rows of the tables of a document. */
export const rowsOf = (document: string): string[] =>
  readDocument(document)
    .replaceAll(/^```.*?^```$/gms, '')
    .split('\n')
    .filter((line) => line.trimStart().startsWith('|'));
