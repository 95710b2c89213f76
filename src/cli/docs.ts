import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { replaceGenerated } from './docs/generated-part.ts';
import { describeSettings } from './docs/settings-table.ts';

// `npm run docs`: writes what documents show of the code, which a test compares with the code.
const file = path.join(import.meta.dirname, 'README.md');
writeFileSync(file, replaceGenerated(readFileSync(file, 'utf8'), describeSettings()));
console.log(`Wrote the settings into ${path.relative(process.cwd(), file)}.`);
