import { cpSync, rmSync } from 'node:fs';
import path from 'node:path';
import { buildPackage } from './client/build-package.ts';
import { PACKAGE, writeApiTypes } from './client/write-api-types.ts';

// `npm run build:client`: makes the package `latchkey` in src/client/dist, ready for `npm pack`.
// With `--types` it only writes the declarations of the API, which the type check reads.
await writeApiTypes();
if (!process.argv.includes('--types')) {
  rmSync(path.join(PACKAGE, 'dist'), { recursive: true, force: true });
  await buildPackage(PACKAGE);
  cpSync(path.join(PACKAGE, '../../LICENSE'), path.join(PACKAGE, 'LICENSE'));
  console.log('Made src/client/dist.');
}
