import { randomInt } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { unstable_splitSqlQuery as splitSqlQuery } from 'wrangler';
import { ROOT, stateDirectory } from './dev-servers.ts';
import { openPlatform, PlatformError } from './platform.ts';

// Applies pending migrations to a local database, for `npm run dev`. `wrangler d1 migrations apply`
// starts a runtime for every migration, which takes a new checkout seconds. This starts one.
const FOLDER = path.join(ROOT, 'migrations');
/** The table in which wrangler notes what was applied, as it creates it. */
const CREATE_TABLE = `create table if not exists d1_migrations (
  id integer primary key autoincrement,
  name text unique,
  applied_at timestamp default current_timestamp not null
)`;

const MOST_TRIES = 20;
const FEW_TRIES = 4;
/** The longest pause between two tries, in milliseconds. */
const PAUSE = 500;
/** How long to wait for another `npm run dev` that migrates the same state, in milliseconds. */
const LONGEST_WAIT = 60_000;

const { values } = parseArgs({
  options: { 'persist-to': { type: 'string' }, env: { type: 'string' } },
});
const state = stateDirectory(values['persist-to']);

/** A migration failed, which wrote nothing. */
class MigrationError extends Error {}

/** Applies what is pending, in order. Throws {@link MigrationError}. */
async function migrate(db: D1Database): Promise<void> {
  await db.prepare(CREATE_TABLE).run();
  const applied = await listApplied(db);
  const names = readdirSync(FOLDER).filter((name) => name.endsWith('.sql') && !applied.has(name));
  for (const name of names.sort()) await apply(db, name);
}

/** Opens the local database and migrates it. Throws {@link MigrationError} and PlatformError. */
async function openAndMigrate(): Promise<void> {
  const platform = await openPlatform({ environment: values.env, state });
  await migrate(platform.env.DB).finally(platform.dispose);
}

/**
 * Waits until no other process migrates this state, then holds the turn. Two runtimes that create
 * one database at once fail in many ways. SQLite's lock ends with its process, even a killed one.
 * Throws {@link PlatformError} after a minute.
 */
function takeTurn(): DatabaseSync {
  mkdirSync(state, { recursive: true });
  const turn = new DatabaseSync(path.join(state, 'migrate.lock'), { timeout: LONGEST_WAIT });
  try {
    turn.exec('begin exclusive');
  } catch (cause) {
    throw new PlatformError(`another process has been migrating ${state} for a minute`, { cause });
  }
  return turn;
}

/** Migrates, and tries again while a server that runs on the same state holds the database. */
async function migrateInTurn(): Promise<void> {
  const turn = takeTurn();
  for (let tries = 1; ; tries++)
    try {
      await openAndMigrate();
      return turn.close();
    } catch (error) {
      if (tries >= triesOf(error)) throw error;
      await sleep(randomInt(PAUSE));
    }
}

/** Returns how often to try where this is what becomes of it. */
function triesOf(error: unknown): number {
  const { message } = (error instanceof MigrationError ? error.cause : error) as Error;
  if (/SQLITE_BUSY|session commit token/.test(message)) return MOST_TRIES;
  // What D1 says of a database that is held, and of a file that is none, which stays so.
  return /internal error/.test(message) ? FEW_TRIES : 1;
}

async function listApplied(db: D1Database): Promise<Set<string>> {
  const { results } = await db.prepare('select name from d1_migrations').all<{ name: string }>();
  return new Set(results.map(({ name }) => name));
}

/** Applies a migration and notes it, in one transaction. */
async function apply(db: D1Database, name: string): Promise<void> {
  const queries = splitSqlQuery(readFileSync(path.join(FOLDER, name), 'utf8'));
  const note = db.prepare('insert into d1_migrations (name) values (?)').bind(name);
  try {
    await db.batch([note, ...queries.map((query) => db.prepare(query))]);
  } catch (cause) {
    throw new MigrationError(`the migration ${name} failed`, { cause });
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
    `It wrote nothing. The database is in ${state}.`,
    'To begin with an empty one, stop what uses that directory and delete it, or choose another:',
    '  npm run dev -- --persist-to DIR',
  ].join('\n');
}

try {
  await migrateInTurn();
  // A runtime that did not start up, before another try that did, keeps the process alive.
  process.exit();
} catch (error) {
  process.stderr.write(`dev: ${explain(error)}\n`, () => process.exit(1));
}
