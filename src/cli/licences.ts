import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describeLicences, findForbidden } from './shipped/judge-licences.ts';
import { listShipped } from './shipped/list-shipped.ts';

// `npm run licences`: lists the packages that are shipped, with their licences. With `--check` it
// writes nothing and fails if the list is out of date. It fails for a licence that is not allowed.
const file = path.join(import.meta.dirname, '../../.github/THIRD_PARTY.md');
const shipped = await listShipped();
const faults = findForbidden(shipped).map((line) => `${line} is not allowed.`);
const text = describeLicences(shipped);
if (!process.argv.includes('--check')) writeFileSync(file, text);
else if (readFileSync(file, 'utf8') !== text)
  faults.push('.github/THIRD_PARTY.md is out of date: run `npm run licences`.');
for (const fault of faults) console.error(fault);
process.exitCode = faults.length === 0 ? 0 : 1;
