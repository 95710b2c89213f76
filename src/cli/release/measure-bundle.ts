import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';

/**
 * Bytes that the Worker may have, compressed: what an isolate loads before it answers. Cloudflare
 * takes 3 MB of the free plan and 10 MB of the paid one.
 */
export const LARGEST_BUNDLE = 900_000;

/**
 * Measures the built Worker in a folder, each file compressed with gzip, without source maps. Returns
 * why it is too large, or null.
 */
export function measureBundle(folder: string, most = LARGEST_BUNDLE): string | null {
  const files = readdirSync(folder).filter((file) => /\.(js|wasm)$/.test(file));
  if (files.length === 0) return `there is no Worker in ${folder}`;
  const sizes = files.map((file) => gzipSync(readFileSync(path.join(folder, file))).length);
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  if (bytes <= most) return null;
  return `the Worker has ${bytes} bytes compressed, and may have ${most}`;
}
