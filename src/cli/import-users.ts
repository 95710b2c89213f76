import { existsSync, statSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { createAuditStore } from '../audit/audit-store.ts';
import { systemClock } from '../shared/clock.ts';
import { createDatabase } from '../shared/database.ts';
import { systemRandom } from '../shared/random.ts';
import { createImportStore } from '../users/import-store.ts';
import { chooseState, chosenEnvironment, NoSuchServerError } from './dev-servers.ts';
import { createImportChunk, type ImportChunk } from './import/import-chunk.ts';
import { createProgress } from './import/progress.ts';
import { readRows, SourceError } from './import/read-rows.ts';
import { type Counts, createReport, summarize } from './import/report.ts';
import type { ImportRules, SourceRow } from './import/to-user.ts';
import { openPlatform, PlatformError } from './platform.ts';

const HELP = `Imports the users of a Django project with their passwords.

  npm run import-users -- --file users.json [--dry-run] [options]

The file is what \`manage.py dumpdata auth.user\` (or a custom user model with an e-mail address) writes, or CSV whose first
line names the same fields: id, email, username, password, first_name, last_name, display_name, is_active, is_staff,
is_superuser, date_joined, last_login. Run it again after a break, or as often as you like: who is there already stays as is.

  --file FILE               what to import: .json or .csv
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

type Source = { file: string; format: 'json' | 'csv' };

function sourceOf(file: string | undefined): Source {
  if (file === undefined) return fail('--file is missing (--help tells more)');
  if (!existsSync(file)) return fail(`there is no file ${file}`);
  if (file.endsWith('.json')) return { file, format: 'json' };
  if (file.endsWith('.csv')) return { file, format: 'csv' };
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
  const { rows, bytesRead } = readRows(source.file, source.format);
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

/** Errors whose messages are for the one who ran the command. */
const EXPLAINED = [SourceError, PlatformError, NoSuchServerError];

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
const source = sourceOf(values.file);
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
    const counts = await run(
      source,
      createImportChunk({ db, ...stores, rules, dryRun: values['dry-run'] }),
      values.report,
    );
    process.stdout.write(`${summarize(counts, values['dry-run'])}\n`);
    process.exitCode = counts.refused > 0 ? 1 : 0;
  } finally {
    await platform.dispose();
  }
} catch (error) {
  process.stderr.write(`import-users: ${explain(error)}\n`);
  process.exitCode = 2;
}
