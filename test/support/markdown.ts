import path from 'node:path';
import { readDocument } from './documents.ts';

/** The document without code, where nothing is a link or a heading. */
const proseOf = (document: string) =>
  readDocument(document)
    .replaceAll(/^```.*?^```$/gms, '')
    .replaceAll(/`[^`\n]*`/g, (code) => code.replaceAll(/[[\]()]/g, ' '));

/** The targets of a document's links. */
export function linksOf(document: string): string[] {
  return [...proseOf(document).matchAll(/\[[^\]]*\]\(([^)\s]*)\)/g)].map(([, to = '']) => to);
}

/** The anchors of a document's headings, as GitHub generates them. */
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

/** The target of a relative link: a path from the root of the project, and a heading in it. */
export function resolveLink(document: string, link: string): { file: string; anchor: string } {
  const [to = '', anchor = ''] = link.split('#');
  const file = to === '' ? document : path.join(path.dirname(document), decodeURIComponent(to));
  return { file, anchor };
}

/** The rows of a document's tables. */
export const rowsOf = (document: string): string[] =>
  readDocument(document)
    .replaceAll(/^```.*?^```$/gms, '')
    .split('\n')
    .filter((line) => line.trimStart().startsWith('|'));
