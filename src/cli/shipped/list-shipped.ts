import { readFileSync } from 'node:fs';
import path from 'node:path';
import { build, type Metafile } from 'esbuild';

/** A package that leaves this repository, as the lockfile knows it. */
export type Shipped = {
  /** Its folder, from the root: `node_modules/jose`. */
  folder: string;
  name: string;
  version: string;
  /** As SPDX writes it; null where the package says none. */
  license: string | null;
  /** Parts of ours that contain it, or that cannot run without it. */
  parts: string[];
};

type Entry = { version?: string; license?: string };
export type Lock = { packages: Record<string, Entry & Record<string, unknown>> };

const ROOT = path.join(import.meta.dirname, '../../..');
const read = (file: string) => JSON.parse(readFileSync(path.join(ROOT, file), 'utf8'));

/** The lockfile of the project. */
export const readLock = (): Lock => read('package-lock.json');

/** What `prepare-static.ts` copies into the static assets. */
const DICTIONARY = ['node_modules/@zxcvbn-ts/language-common'];
/** Built files, whose own notices name what is in them. */
const VIEWERS = ['node_modules/redoc', 'node_modules/swagger-ui-dist'];

/** The folders of the packages that a bundle was made of. */
export function foldersIn({ inputs }: Pick<Metafile, 'inputs'>): string[] {
  const folders = Object.keys(inputs).flatMap(
    (file) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(file)?.[0] ?? [],
  );
  return [...new Set(folders)].sort();
}

/**
 * Bundles the Worker and the script of its pages in memory, with the conditions that wrangler has,
 * and returns what went into it. Unlike wrangler it takes WebAssembly into the bundle, so that its
 * package is seen.
 */
export async function bundleWorker(): Promise<Metafile> {
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: ['src/worker.ts', 'src/kit/browser/main.ts'],
    outdir: 'dist',
    bundle: true,
    write: false,
    metafile: true,
    format: 'esm',
    target: 'es2024',
    conditions: ['workerd', 'worker', 'browser'],
    mainFields: ['browser', 'module', 'main'],
    external: ['cloudflare:*', 'node:*', ...NODE],
    loader: { '.wasm': 'binary', '.sql': 'text', '.bin': 'binary', '.txt': 'text' },
    logLevel: 'error',
  });
  return metafile;
}

// Modules of Node that libraries import without `node:`.
const NODE = ['crypto', 'stream', 'util', 'net', 'tls', 'os', 'fs', 'path', 'events', 'http'];

/** The packages of some folders, of one part. Throws for a folder that the lockfile lacks. */
export function describePackages(lock: Lock, parts: [part: string, folders: string[]][]) {
  const shipped = new Map<string, Shipped>();
  for (const [part, folders] of parts)
    for (const folder of folders) {
      const entry = lock.packages[folder];
      if (entry?.version === undefined) throw new Error(`${folder} is not in package-lock.json`);
      const name = folder.slice(folder.lastIndexOf('node_modules/') + 'node_modules/'.length);
      const { version, license = null } = entry;
      const known = shipped.get(folder) ?? { folder, name, version, license, parts: [] };
      shipped.set(folder, { ...known, parts: [...known.parts, part] });
    }
  return [...shipped.values()].sort((a, b) => (a.folder < b.folder ? -1 : 1));
}

/** Every package that is deployed with the Worker, or that the package `latchkey` installs. */
export async function listShipped(): Promise<Shipped[]> {
  const { dependencies } = read('src/client/package.json') as { dependencies: object };
  const client = Object.keys(dependencies).map((name) => `node_modules/${name}`);
  return describePackages(readLock(), [
    ['Worker', foldersIn(await bundleWorker())],
    ['Password dictionary', DICTIONARY],
    ['API viewers', VIEWERS],
    ['Client', client],
  ]);
}
