/** Comments between which `test/bench/README.md` keeps what a report last measured. */
const beginOf = (name: string) =>
  `<!-- kept by \`npm run bench -- --report ${name} --keep\`: do not edit -->`;
const END = '<!-- end of what is kept -->';

/**
 * Returns the document with the kept part of one report replaced, and all else as it was. Throws
 * unless it has exactly one such part.
 */
export function keepPart(document: string, name: string, part: string): string {
  const begin = beginOf(name);
  const [before, rest, ...more] = document.split(begin);
  const end = rest?.indexOf(END) ?? -1;
  if (rest === undefined || more.length > 0 || end < 0)
    throw new Error(`the document has no single part between ${begin} and ${END}`);
  return `${before}${begin}\n\n${part}\n\n${rest.slice(end)}`;
}
