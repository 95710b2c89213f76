import { existsSync } from 'node:fs';
import path from 'node:path';
import { INVARIANTS } from '../../src/cli/probe/registry.ts';
import { faultOfLine } from './demand-table.ts';
import { ROOT, readDocument } from './documents.ts';

const PROBE = '`npm run probe` › ';
/** `npm run <script>`. */
const SCRIPT = /^`npm run ([\w:-]+)`$/;
/** A file by its path from the root, and a text in it. */
const FILE = /^`([\w./-]+\.\w+|\.[\w/.-]+)` › (.+)$/;

/**
 * What is wrong with a line that names what holds a promise: a test (`demand-table.ts`), an
 * invariant of the probe, a script of the package, or a file with a text in it; null if nothing is.
 */
export function faultOfEvidence(line: string): string | null {
  if (line.startsWith(PROBE)) return faultOfInvariant(line.slice(PROBE.length));
  const script = SCRIPT.exec(line)?.[1];
  if (script !== undefined) return faultOfScript(script);
  const [, file, text] = FILE.exec(line) ?? [];
  if (file === undefined || text === undefined) return faultOfLine(line);
  if (!existsSync(path.join(ROOT, file))) return `${file} does not exist`;
  return readDocument(file).includes(text) ? null : `${file} has no “${text}”`;
}

function faultOfInvariant(name: string): string | null {
  return INVARIANTS.some((one) => one.name === name) ? null : `the probe has no ${name}`;
}

function faultOfScript(name: string): string | null {
  const { scripts } = JSON.parse(readDocument('package.json')) as {
    scripts: Record<string, string>;
  };
  return scripts[name] === undefined ? `there is no script ${name}` : null;
}
