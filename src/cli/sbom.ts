import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { listShipped, readLock } from './shipped/list-shipped.ts';
import { pruneLock } from './shipped/prune-lock.ts';

// `npm run sbom -- <file>`: writes what is shipped as CycloneDX, with the digests of the lockfile.
// npm makes it of a lockfile that has nothing else.
const [target] = process.argv.slice(2);
if (target === undefined) {
  console.error('Name the file: npm run sbom -- dist/sbom.json');
  process.exit(2);
}
const lock = pruneLock(readLock(), await listShipped());
const folder = mkdtempSync(path.join(tmpdir(), 'sbom-'));
// npm names the project after its folder.
const project = path.join(folder, 'latchkey');
try {
  mkdirSync(project);
  const [root] = Object.values(lock.packages);
  writeFileSync(path.join(project, 'package.json'), JSON.stringify({ ...root, private: true }));
  writeFileSync(path.join(project, 'package-lock.json'), JSON.stringify(lock));
  const args = [
    'sbom',
    '--sbom-format=cyclonedx',
    '--sbom-type=application',
    '--package-lock-only',
  ];
  const text = execFileSync('npm', args, { cwd: project, encoding: 'utf8' });
  writeFileSync(target, text);
  const { components } = JSON.parse(text) as { components: unknown[] };
  console.log(`Wrote ${target}: ${components.length} packages.`);
} finally {
  rmSync(folder, { recursive: true });
}
