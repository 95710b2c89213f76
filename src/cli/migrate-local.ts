import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { unstable_splitSqlQuery as splitSqlQuery } from 'wrangler';
import { ROOT, stateDirectory } from './dev-servers.ts';
import { openPlatform, PlatformError } from './platform.ts';

// Applies pending migrations to a local database, for `npm run dev`. `wrangler d1 migrations apply`
// starts a runtime for every migration, which takes a new checkout several seconds; this starts one.
const FOLDER = path.join(ROOT, 'migrations');
/** The table in which wrangler notes what was applied, as it creates it. */
const CREATE_TABLE = `create table if not exists d1_migrations (
  id integer primary key autoincrement,
  name text unique,
  applied_at timestamp default current_timestamp not null
)`;

const { values } = parseArgs({
  options: { 'persist-to': { type: 'string' }, env: { type: 'string' } },
});
const state = stateDirectory(values['persist-to']);

/** A migration failed, and nothing of it was written. */
class MigrationError extends Error {}

/**
 * Applies what is pending, in order, each migration with its note in one transaction. Throws {@link
 * MigrationError}.
 */
async function migrate(db: D1Database): Promise<void> {
  await db.prepare(CREATE_TABLE).run();
  const { results } = await db.prepare('select name from d1_migrations').all<{ name: string }>();
  const applied = new Set(results.map(({ name }) => name));
  const names = readdirSync(FOLDER).filter((name) => name.endsWith('.sql') && !applied.has(name));
  for (const name of names.sort()) {
    const queries = splitSqlQuery(readFileSync(path.join(FOLDER, name), 'utf8'));
    const note = db.prepare('insert into d1_migrations (name) values (?)').bind(name);
    await db.batch([...queries.map((query) => db.prepare(query)), note]).catch((cause: unknown) => {
      throw new MigrationError(`the migration ${name} failed`, { cause });
    });
  }
}

/** Describes an error for the developer, who can do without what a local database holds. */
function explain(error: unknown): string {
  if (error instanceof PlatformError) return error.message;
  const [what, cause] =
    error instanceof MigrationError
      ? [error.message, error.cause]
      : ['the database cannot be read', error];
  return [
    `${what}: ${cause instanceof Error ? cause.message : cause}`,
    `The database is as it was before. It is in ${state}.`,
    'To begin with an empty one, stop what uses that directory and delete it, or choose another:',
    '  npm run dev -- --persist-to DIR',
  ].join('\n');
}

try {
  const platform = await openPlatform({ environment: values.env, state });
  await migrate(platform.env.DB).finally(platform.dispose);
} catch (error) {
  // A runtime that did not start up keeps the process alive.
  process.stderr.write(`dev: ${explain(error)}\n`, () => process.exit(1));
}
