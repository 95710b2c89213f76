import { existsSync, statSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { createAuditStore } from '../audit/audit-store.ts';
import { systemClock } from '../shared/clock.ts';
import { createDatabase } from '../shared/database.ts';
import { systemRandom } from '../shared/random.ts';
import { createImportStore } from '../users/import-store.ts';
import { chooseState, chosenEnvironment, NoSuchServerError } from './dev-servers.ts';
import { isEncoding } from './import/decode.ts';
import { createFindErased } from './import/find-erased.ts';
import { createImportChunk, type ImportChunk } from './import/import-chunk.ts';
import { createLookAhead } from './import/look-ahead.ts';
import { createProgress } from './import/progress.ts';
import { readRows, type Source, SourceError } from './import/read-rows.ts';
import { type Counts, createReport, summarize } from './import/report.ts';
import { hashSettingOf, tellHashSetting } from './import/tell-hashes.ts';
import type { ImportRules, SourceRow } from './import/to-user.ts';
import { openPlatform, PlatformError } from './platform.ts';

const HELP = `Imports the users of a Django project with their passwords.

  npm run import-users -- --file users.json [--dry-run] [options]

The file is what \`manage.py dumpdata auth.user\` (or a custom user model with an e-mail address) writes, or CSV whose first
line names the same fields: id, email, username, password, first_name, last_name, display_name, is_active, is_staff,
is_superuser, date_joined, last_login. Run it again after a break, or as often as you like: who is there already stays as is.
The whole file is read before anything is written: one that cannot be read to its end changes nothing.

  --file FILE               what to import: .json or .csv
  --encoding NAME           of the file: latin1, windows-1251, shift_jis … (default: UTF-8, or UTF-16 where it looks so)
  --erased stop|skip|import what becomes of rows whose owners erased their account here: the default stops before it
                            begins and names them, skip leaves them out, import brings them back
  --dry-run                 tells the same and writes nothing
  --report FILE             writes refused rows, and what was left behind of others, as JSON lines
  --verified all|none|FIELD whose address counts as verified: those for whom the field is true (default: is_active)
  --keep-staff              is_staff becomes the role staff, is_superuser the role admin (default: plain users)
  --drop-refused-passwords  imports users whose hash is refused without password (default: refuses them)
  --env NAME                an environment of wrangler.toml
  --remote                  the deployed database (default: the one of npm run dev)
  --persist-to DIR          where npm run dev -- --persist-to keeps its state (default: as the one that is running)

It says on standard error into which database it goes. It ends with 0 if every user is there, 1 if some were refused, 2 if it could not be run.`;

/** Rows written at once: their JSON is well below the 2 MB of a D1 parameter. */
const CHUNK = 500;

function fail(message: string): never {
  process.stderr.write(`import-users: ${message}\n`);
  return process.exit(2) as never;
}

function readArguments() {
  try {
    return parseArgs({
      options: {
        file: { type: 'string' },
        encoding: { type: 'string' },
        erased: { type: 'string', default: 'stop' },
        'dry-run': { type: 'boolean', default: false },
        report: { type: 'string' },
        verified: { type: 'string', default: 'is_active' },
        'keep-staff': { type: 'boolean', default: false },
        'drop-refused-passwords': { type: 'boolean', default: false },
        env: { type: 'string' },
        remote: { type: 'boolean', default: false },
        'persist-to': { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values;
  } catch (error) {
    return fail(`${(error as Error).message} (--help tells more)`);
  }
}

function sourceOf(file: string | undefined, encoding: string | undefined): Source {
  if (file === undefined) return fail('--file is missing (--help tells more)');
  if (encoding !== undefined && !isEncoding(encoding))
    return fail(`${encoding} is no encoding that is known here`);
  if (!existsSync(file)) return fail(`there is no file ${file}`);
  if (file.endsWith('.json')) return { file, format: 'json', encoding };
  if (file.endsWith('.csv')) return { file, format: 'csv', encoding };
  return fail('--file takes a .json or a .csv file');
}

async function* inChunks(rows: AsyncIterable<SourceRow>): AsyncGenerator<SourceRow[]> {
  let chunk: SourceRow[] = [];
  for await (const row of rows) {
    chunk.push(row);
    if (chunk.length < CHUNK) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}

async function run(
  source: Source,
  importChunk: ImportChunk,
  reportFile: string | undefined,
): Promise<Counts> {
  const progress = createProgress({ size: statSync(source.file).size });
  const report = createReport({ file: reportFile, tell: progress.tell });
  const { rows, bytesRead } = readRows(source);
  try {
    for await (const chunk of inChunks(rows)) {
      for (const outcome of await importChunk(chunk)) report.add(outcome);
      progress.update(bytesRead(), report.counts);
    }
    return report.counts;
  } finally {
    progress.stop();
    report.close();
  }
}

/** The file holds people who were erased here, and nobody said what should become of them. */
class ErasedError extends Error {}

/**
 * Reads the whole file before anything is written, and answers the positions of those who were erased here. Throws whatever
 * is wrong with the file, and {@link ErasedError} unless `erased` says what should become of them.
 */
async function lookThrough(
  source: Source,
  lookAhead: ReturnType<typeof createLookAhead>,
  erased: string,
): Promise<Set<number>> {
  const found = new Set<number>();
  for await (const chunk of inChunks(readRows(source).rows)) {
    for (const { position, pk } of await lookAhead(chunk)) {
      found.add(position);
      process.stderr.write(`row ${position} (pk ${pk || 'none'}): was erased here\n`);
    }
  }
  if (found.size > 0 && erased === 'stop')
    throw new ErasedError(
      `${found.size} of the file were erased here and would come back: take their rows out, or say --erased skip (or import)`,
    );
  return erased === 'skip' ? found : new Set();
}

/** Errors whose messages are for the one who ran the command. */
const EXPLAINED = [SourceError, PlatformError, NoSuchServerError, ErasedError];

/** What went wrong, for the one who ran the command. */
function explain(error: unknown): string {
  if (EXPLAINED.some((known) => error instanceof known)) return (error as Error).message;
  const causes: string[] = [];
  for (let current = error; current instanceof Error; current = current.cause)
    causes.push(current.message);
  if (causes.some((cause) => cause.includes('no such table')))
    return 'the database has no tables yet: run `npm run dev` once, or `npx wrangler d1 migrations apply DB` with --local or --remote';
  // A failed query's own message repeats its parameters, and with them password hashes.
  return `it stopped (${causes.at(-1)?.slice(0, 300) ?? 'no reason given'}); run again, it goes on from there`;
}

const values = readArguments();
if (values.help) {
  process.stdout.write(`${HELP}\n`);
  process.exit(0);
}
const source = sourceOf(values.file, values.encoding);
if (!['stop', 'skip', 'import'].includes(values.erased))
  fail('--erased takes stop, skip or import');
if (values.remote && values['persist-to'] !== undefined)
  fail('--persist-to chooses a local database: leave --remote out');
const verified =
  values.verified === 'all' || values.verified === 'none'
    ? values.verified
    : { field: values.verified };
const rules: ImportRules = {
  verified,
  keepStaff: values['keep-staff'],
  dropRefusedPasswords: values['drop-refused-passwords'],
  now: systemClock(),
};
let began = false;
try {
  const environment = chosenEnvironment(values.env);
  const state = values.remote
    ? null
    : chooseState({ environment, persistTo: values['persist-to'] });
  const platform = await openPlatform({ environment, state });
  process.stderr.write(`import-users: into ${platform.name}\n`);
  try {
    const db = createDatabase(platform.env.DB);
    const stores = { users: createImportStore(db), audit: createAuditStore(db, systemRandom) };
    const findErased = createFindErased(platform.env, environment);
    const lookAhead = createLookAhead({ ...stores, findErased, rules });
    const dryRun = values['dry-run'];
    const leftOut = await lookThrough(source, lookAhead, values.erased);
    began = true;
    const importChunk = createImportChunk({ db, ...stores, rules, leftOut, dryRun });
    const counts = await run(source, importChunk, values.report);
    process.stdout.write(`${summarize(counts, { dryRun, file: values.report })}\n`);
    const setting = await hashSettingOf(stores.users);
    if (setting !== null) process.stdout.write(`${tellHashSetting(setting)}\n`);
    process.exitCode = counts.refused > 0 ? 1 : 0;
  } finally {
    await platform.dispose();
  }
} catch (error) {
  process.stderr.write(`import-users: ${explain(error)}\n${began ? '' : 'Nothing was written.\n'}`);
  process.exitCode = 2;
}
