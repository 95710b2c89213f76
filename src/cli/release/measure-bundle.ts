import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';

/**
 * Bytes that the Worker may have, compressed, with every module that it ever loads: issue 19.
 * Cloudflare takes 3 MB of the free plan and 10 MB of the paid one. Static assets are not part of
 * it.
 */
export const MOST_BUNDLE = 900_000;

/** What wrangler writes beside a Worker, and does not deploy as a part of it. */
const BESIDE = /\.map$|^README\.md$|^bundle-meta\.json$/;

/** A file of a built Worker, with its bytes as they are and compressed by gzip. */
export type FileSize = { file: string; raw: number; gzip: number };

/** Measures the built Worker in a folder, file by file. */
export function weighBundle(folder: string): FileSize[] {
  const files = readdirSync(folder).filter((file) => !BESIDE.test(file));
  return files.map((file) => {
    const content = readFileSync(path.join(folder, file));
    return { file, raw: content.length, gzip: gzipSync(content).length };
  });
}

/** Returns why a Worker of these files falls short: it is too large, or there is none. */
export function judgeBundle(files: readonly FileSize[]): string | null {
  if (!files.some(({ file }) => file.endsWith('.js'))) return 'there is no Worker';
  const bytes = files.reduce((sum, { gzip }) => sum + gzip, 0);
  if (bytes <= MOST_BUNDLE) return null;
  return `the Worker has ${bytes} bytes compressed, and may have ${MOST_BUNDLE}`;
}
