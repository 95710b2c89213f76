import { createAuditStore } from '../audit/audit-store.ts';
import { createDatabase } from '../shared/database.ts';
import { systemRandom } from '../shared/random.ts';
import { createImportStore } from '../users/import-store.ts';
import { chooseState, chosenEnvironment, NoSuchServerError } from './dev-servers.ts';
import { createFindErased } from './import/find-erased.ts';
import { createImportChunk } from './import/import-chunk.ts';
import { createLookAhead } from './import/look-ahead.ts';
import { readOptions } from './import/options.ts';
import { SourceError } from './import/read-rows.ts';
import { summarize } from './import/report.ts';
import { ErasedError, lookThrough, runImport } from './import/run-import.ts';
import { createSealDevices } from './import/seal-devices.ts';
import { hashSettingOf, tellHashSetting } from './import/tell-hashes.ts';
import { createDeviceCollector } from './import/to-devices.ts';
import type { SourceRow } from './import/to-user.ts';
import { openPlatform, PlatformError } from './platform.ts';

/** Errors whose messages are written for the user of the command. */
const EXPLAINED = [SourceError, PlatformError, NoSuchServerError, ErasedError];

/** Describes an error for the user of the command. */
function explain(error: unknown): string {
  if (EXPLAINED.some((known) => error instanceof known)) return (error as Error).message;
  const causes: string[] = [];
  for (let current = error; current instanceof Error; current = current.cause)
    causes.push(current.message);
  if (causes.some((cause) => cause.includes('no such table')))
    return [
      'the database has no tables yet: run `npm run dev` once,',
      'or `npx wrangler d1 migrations apply DB` with --local or --remote',
    ].join(' ');
  // The message of a failed query repeats its parameters, password hashes included.
  const reason = causes.at(-1)?.slice(0, 300) ?? 'no reason given';
  return `it stopped (${reason}); run it again to continue from there`;
}

const options = readOptions();
const { source, rules, dryRun, report } = options;
let began = false;
try {
  const environment = chosenEnvironment(options.env);
  const state = options.remote ? null : chooseState({ environment, persistTo: options.persistTo });
  const platform = await openPlatform({ environment, state });
  process.stderr.write(`import-users: into ${platform.name}\n`);
  try {
    const db = createDatabase(platform.env.DB);
    const stores = { users: createImportStore(db), audit: createAuditStore(db, systemRandom) };
    const findErased = createFindErased(platform.env, environment);
    const lookAhead = createLookAhead({ ...stores, findErased, rules });
    const collector = createDeviceCollector();
    const look = (rows: SourceRow[]) => {
      for (const row of rows) collector.see(row);
      return lookAhead(rows);
    };
    const leftOut = await lookThrough(source, look, options.erased);
    const apps = { of: collector.of, seal: createSealDevices(platform.env, environment) };
    began = true;
    const importChunk = createImportChunk({ db, ...stores, rules, leftOut, dryRun, apps });
    const counts = await runImport(source, importChunk, report);
    process.stdout.write(`${summarize(counts, { dryRun, file: report })}\n`);
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
