import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** The root of the project. */
export const ROOT = path.join(import.meta.dirname, '../..');
const SKIPPED = new Set(['node_modules', '.git', '.wrangler', 'dist', 'reports', 'coverage']);

/** Markdown files of the project, as paths from its root. */
export function listDocuments(folder = ''): string[] {
  return readdirSync(path.join(ROOT, folder), { withFileTypes: true })
    .filter(({ name }) => !SKIPPED.has(name))
    .flatMap((entry) => {
      const file = path.join(folder, entry.name);
      if (entry.isDirectory()) return listDocuments(file);
      return entry.name.endsWith('.md') ? [file] : [];
    })
    .sort();
}

export const readDocument = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');

/** A block of code; `name` is the word after its language: a file name. */
export type Block = { document: string; language: string; name: string | null; text: string };

/** The blocks of code of a document. */
export function blocksOf(document: string): Block[] {
  const fences = readDocument(document).matchAll(/^```(\w+)(?: (\S+))?\n(.*?)^```$/gms);
  return [...fences].map(([, language = '', name = null, text = '']) => ({
    document,
    language,
    name,
    text,
  }));
}

/** The program of that name in any document. Throws unless there is exactly one. */
export function program(name: string): string {
  const found = listDocuments()
    .flatMap(blocksOf)
    .filter((block) => block.name === name);
  const [block] = found;
  if (block === undefined || found.length > 1)
    throw new Error(`${found.length} programs of the name ${name} in the documents`);
  return block.text;
}

/**
 * Writes programs into a folder inside the project, where imports of its packages resolve, and
 * removes the folder after `work`.
 */
export async function withPrograms<T>(
  names: string[],
  work: (folder: string) => T | Promise<T>,
): Promise<T> {
  mkdirSync(path.join(ROOT, 'reports'), { recursive: true });
  const folder = mkdtempSync(path.join(ROOT, 'reports', 'programs-'));
  try {
    for (const name of names)
      writeFileSync(
        path.join(folder, name),
        program(name).replace("'./src/client/", "'../../src/client/"),
      );
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
