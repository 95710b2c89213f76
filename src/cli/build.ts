import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { judgeBundle, weighBundle } from './release/measure-bundle.ts';

// `npm run build`: builds the Worker into `dist` as a deployment does, and ends 1 if it is larger
// than it may be.
const root = path.join(import.meta.dirname, '../..');
const folder = path.join(root, 'dist');

// Files of an earlier build would be weighed too.
rmSync(folder, { recursive: true, force: true });
const { status } = spawnSync('wrangler', ['deploy', '--dry-run', '--outdir', 'dist'], {
  cwd: root,
  stdio: 'inherit',
});
if (status !== 0) process.exit(1);
const files = weighBundle(folder);
const fault = judgeBundle(files);
const bytes = files.reduce((sum, { gzip }) => sum + gzip, 0);
if (fault === null) process.stdout.write(`The Worker has ${bytes} bytes compressed.\n`);
else process.stderr.write(`build: ${fault}\n`);
process.exitCode = fault === null ? 0 : 1;
