import { spawnSync } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';

/** What an app imports: `latchkey`, and `latchkey/` with each other name. */
export const ENTRIES = ['core', 'react', 'oauth', 'server'];

/** Bundles the entries as ES modules that share their chunks; dependencies stay imports. */
async function bundle(folder: string): Promise<void> {
  await build({
    entryPoints: ENTRIES.map((entry) => path.join(folder, entry, 'index.ts')),
    outbase: folder,
    outdir: path.join(folder, 'dist'),
    bundle: true,
    splitting: true,
    format: 'esm',
    target: 'es2022',
    minify: true,
    packages: 'external',
    logLevel: 'error',
  });
}

/** Declarations name the files that they stand for, as Node's resolution wants it. */
function nameScripts(file: string): void {
  const text = readFileSync(file, 'utf8');
  const named = text.replaceAll(
    /(from |import\()(['"])(\.[^'"]+?)(?:\.d)?\.tsx?\2/g,
    '$1$2$3.js$2',
  );
  writeFileSync(file, named);
}

/** Throws what the compiler says if a file does not type-check. */
function declare(folder: string): void {
  const dist = path.join(folder, 'dist');
  const emit = ['--noEmit', 'false', '--declaration', '--emitDeclarationOnly'];
  const places = ['--rootDir', folder, '--outDir', dist];
  const args = ['exec', '--', 'tsc', '-p', folder, ...emit, ...places];
  const { status, stdout } = spawnSync('npm', args, {
    cwd: path.join(folder, '../..'),
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`The package does not compile:\n${stdout}`);
  cpSync(path.join(folder, 'generated/api.d.ts'), path.join(dist, 'generated/api.d.ts'));
  for (const name of readdirSync(dist, { recursive: true, encoding: 'utf8' })) {
    if (name.endsWith('.d.ts')) nameScripts(path.join(dist, name));
  }
}

/** Makes `dist` of the package's folder: scripts and their declarations. */
export async function buildPackage(folder: string): Promise<void> {
  declare(folder);
  await bundle(folder);
}
