import { globSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** Milliseconds: the server writes meanwhile, or what a kill left is recovered. */
const PATIENCE = 10_000;

/** Opens D1 of a local state directory. */
export function openLocalDatabase(state: string): DatabaseSync {
  const [file] = globSync(path.join(state, 'v3/d1/**/*.sqlite')).filter(
    (name) => !name.includes('metadata'),
  );
  if (file === undefined) throw new Error(`no database in ${state}`);
  return new DatabaseSync(file, { timeout: PATIENCE });
}
