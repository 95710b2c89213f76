import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { systemClock } from '../../shared/clock.ts';
import { misused } from '../misused.ts';
import { isEncoding } from './decode.ts';
import type { Source } from './read-rows.ts';
import type { ImportRules } from './to-user.ts';

const HELP = `Imports the users of a Django project with their passwords.

  npm run import-users -- --file users.json [--dry-run] [options]

The file is the output of \`manage.py dumpdata auth.user\` (or of a custom user model with an email
address), or CSV whose first line names the same fields: id, email, username, password, first_name,
last_name, display_name, is_active, is_staff, is_superuser, date_joined, last_login.
With \`manage.py dumpdata auth.user otp_totp otp_static\`, users keep the authenticator apps that they
set up with django-otp.
Run it again after an interruption, or as often as you like: users that are already there stay as
they are. The whole file is read before anything is written; if it cannot be read to the end,
nothing changes.

  --file FILE               the .json or .csv file to import
  --encoding NAME           its encoding: latin1, windows-1251, shift_jis … (default: UTF-8, or
                            UTF-16 if detected)
  --erased stop|skip|import what to do with rows whose owners erased their account here: stop lists
                            them and imports nothing (default), skip leaves them out, import brings
                            them back
  --dry-run                 reports the same and writes nothing
  --report FILE             writes refused rows, and what others left behind, as JSON lines
  --verified all|none|FIELD whose address counts as verified: users for whom the field is true
                            (default: is_active)
  --keep-staff              turns is_staff into the role staff and is_superuser into the role admin
                            (default: plain users)
  --drop-refused-passwords  imports users whose hash is refused without a password (default: refuses
                            them)
  --env NAME                an environment of wrangler.toml
  --remote                  the deployed database (default: that of npm run dev)
  --persist-to DIR          the state directory of npm run dev -- --persist-to (default: that of the
                            running server)

It names the database on standard error. Exit codes: 0 every user is there, 1 some were refused,
2 it could not run.`;

/** What the command line asks for. */
export type Options = {
  source: Source;
  rules: ImportRules;
  erased: Erased;
  dryRun: boolean;
  report: string | undefined;
  env: string | undefined;
  remote: boolean;
  persistTo: string | undefined;
};
const ERASED = ['stop', 'skip', 'import'] as const;
/** What to do with rows of people who were erased here. */
export type Erased = (typeof ERASED)[number];

/** Reads the command line. Ends the process with 2 for a wrong one, and with 0 after `--help`. */
export function readOptions(): Options {
  const values = readArguments();
  if (values.help) {
    process.stdout.write(`${HELP}\n`);
    process.exit(0);
  }
  const source = sourceOf(values.file, values.encoding);
  const erased = ERASED.find((choice) => choice === values.erased);
  if (erased === undefined) return fail('--erased takes stop, skip or import');
  if (values.remote && values['persist-to'] !== undefined)
    fail('--persist-to chooses a local database: leave --remote out');
  const { verified } = values;
  return {
    source,
    rules: {
      verified: verified === 'all' || verified === 'none' ? verified : { field: verified },
      keepStaff: values['keep-staff'],
      dropRefusedPasswords: values['drop-refused-passwords'],
      now: systemClock(),
    },
    erased,
    dryRun: values['dry-run'],
    report: values.report,
    env: values.env,
    remote: values.remote,
    persistTo: values['persist-to'],
  };
}

function fail(message: string): never {
  return misused('import-users', message);
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
    return fail((error as Error).message);
  }
}

function sourceOf(file: string | undefined, encoding: string | undefined): Source {
  if (file === undefined) return fail('--file is missing');
  if (encoding !== undefined && !isEncoding(encoding)) return fail(`unknown encoding ${encoding}`);
  if (!existsSync(file)) return fail(`no such file: ${file}`);
  if (file.endsWith('.json')) return { file, format: 'json', encoding };
  if (file.endsWith('.csv')) return { file, format: 'csv', encoding };
  return fail('--file takes a .json or a .csv file');
}
