import { spawn, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { erasureKeys } from '../../src/config/derived-keys.ts';
import { createErasureMarks } from '../../src/users/erasure-marks.ts';
import { copyCheckout } from './checkout-copy.ts';
import { createChecks } from './checks.ts';
import { startDevServer } from './dev-server.ts';
import { checkDevices } from './import-devices.ts';
import { openLocalDatabase } from './local-database.ts';
import { eventually } from './until.ts';

// Walks `npm run import-users` as somebody who moves in from Django does, down to the first
// sign-in.
type Vector = { format: string; cost: string; password: string; hash: string };
const { unusable, vectors } = JSON.parse(
  readFileSync(path.join(import.meta.dirname, '../vectors/django.json'), 'utf8'),
) as {
  unusable: string;
  vectors: Vector[];
};
const checks = createChecks();
const { check, finish } = checks;
const work = mkdtempSync(path.join(tmpdir(), 'latchkey-import-'));
const ROOT = path.join(import.meta.dirname, '../..');
const ROWS = 4000;

type Ran = { status: number | null; out: string; err: string };

function importUsers(state: string, file: string, ...options: string[]): Ran {
  return importInto(ROOT, '--file', file, '--persist-to', state, ...options);
}

function write(name: string, content: unknown): string {
  const file = path.join(work, name);
  const raw = typeof content === 'string' || content instanceof Uint8Array;
  writeFileSync(file, raw ? content : JSON.stringify(content));
  return file;
}

const PASSWORD_COLUMN = vectors[0]?.hash ?? '';
const djangoUser = (pk: number, fields: object) => ({
  model: 'auth.user',
  pk,
  fields: {
    password: PASSWORD_COLUMN,
    last_login: '2024-05-06T07:08:09.123Z',
    is_superuser: false,
    username: `user${pk}`,
    first_name: 'Ada',
    last_name: 'Lovelace',
    email: `user${pk}@example.com`,
    is_staff: false,
    is_active: true,
    date_joined: '2020-01-02T03:04:05Z',
    groups: [],
    user_permissions: [],
    ...fields,
  },
});

const MIGRATE = path.join(ROOT, 'src/cli/migrate-local.ts');
const wrangler = (command: string, state: string) =>
  spawnSync('npx', ['wrangler', ...command.split(' '), '--local', '--persist-to', state], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });

const applyMigrations = (state: string) =>
  spawnSync(process.execPath, [MIGRATE, '--persist-to', state], {
    encoding: 'utf8',
    timeout: 60_000,
  });

const startMigrations = (state: string) =>
  new Promise((resolve) =>
    spawn(process.execPath, [MIGRATE, '--persist-to', state], { stdio: 'ignore' }).on(
      'exit',
      resolve,
    ),
  );

/** A database with its tables, in a state directory of that name. */
function migrate(name: string): string {
  const state = path.join(work, name);
  const first = path.join(work, 'migrated');
  if (!existsSync(first)) {
    const { status, stderr } = applyMigrations(first);
    if (status !== 0) throw new Error(`no migrations: ${stderr}`);
  }
  cpSync(first, state, { recursive: true });
  return state;
}

/**
 * `npm run dev` brings a local database up to date as wrangler does, or says what stands in the
 * way.
 */
async function checkMigrations(): Promise<void> {
  const shared = path.join(work, 'shared');
  const all = await Promise.all([1, 2, 3].map(() => startMigrations(shared)));
  check('three that start at once share the work', all.join() === '0,0,0', all.join());
  const state = migrate('half-migrated');
  const again = wrangler('d1 migrations apply DB', state).stdout;
  check('wrangler finds every migration applied', again.includes('No migrations to apply'), again);
  const db = openLocalDatabase(state);
  db.exec('delete from d1_migrations where id = (select max(id) from d1_migrations)');
  db.close();
  const { status, stderr } = applyMigrations(state);
  check(
    'a migration that fails is named, with what to do about it',
    status === 1 && /migration \d{4}_\w+\.sql failed: .*already exists/.test(stderr),
    stderr,
  );
  check(
    'without a trace of the code',
    stderr.includes(state) && stderr.includes('--persist-to') && !/^ +at /m.test(stderr),
    stderr,
  );
  const [file = ''] = globSync(path.join(state, 'v3/d1/**/*.sqlite'), {
    exclude: (name) => name.includes('metadata'),
  });
  writeFileSync(file, 'no database '.repeat(1000));
  const broken = applyMigrations(state);
  check(
    'a file that is no database ends in what to do about it',
    broken.status === 1 && broken.stderr.includes('the database cannot be read'),
    broken.stderr,
  );
  const { status: refused, stderr: why } = applyMigrations(path.join(ROOT, 'package.json'));
  check('and so is a state that is no directory', refused === 1 && why.startsWith('dev: '), why);
}

/** Everything in D1 that an import may write, by its key. */
function contentOf(state: string): string {
  const db = openLocalDatabase(state);
  const all = ['users', 'audit_events'].map((table) =>
    db.prepare(`select * from ${table} order by 1`).all(),
  );
  db.close();
  return JSON.stringify(all);
}

function countOf(state: string): { users: number; events: number } {
  const db = openLocalDatabase(state);
  const count = (sql: string) => Number(db.prepare(`select count(*) as n from ${sql}`).get()?.n);
  const counts = {
    users: count('users'),
    events: count("audit_events where type = 'user.imported'"),
  };
  db.close();
  return counts;
}

function checkRefusals(): void {
  const state = migrate('refusals');
  const bomb = PASSWORD_COLUMN.replace(/\$\d+\$/, '$1000000000$');
  const file = write('refusals.json', [
    djangoUser(1, {}),
    djangoUser(2, { password: 'md5$salt$5d41402abc4b2a76b9719d911017c592' }),
    djangoUser(3, { password: bomb }),
    djangoUser(4, { email: '' }),
    djangoUser(5, { email: 'USER1@Example.com' }),
    djangoUser(6, { username: 'a+b@example.com', is_superuser: true }),
    djangoUser(7, { password: unusable }),
    { model: 'auth.group', pk: 1, fields: { name: 'editors', permissions: [] } },
  ]);
  const reportFile = path.join(work, 'report.jsonl');
  const { status, out, err } = importUsers(state, file, '--report', reportFile);
  check('refused rows end in a status of 1', status === 1, `${status} ${err}`);
  check(
    'and are counted',
    out.includes('7 users: 3 imported, 0 already there, 4 refused.') &&
      out.includes('Rows of other models that were skipped: 1.'),
    out,
  );
  check(
    'the setting is told by which names that nobody has cost the same',
    /^IMPORTED_PASSWORD_HASHES='{"pbkdf2_sha256:\d+":2}'$/m.test(out),
    out,
  );
  for (const [pk, reason] of [
    [2, 'protects nothing'],
    [3, 'costs too much'],
    [4, 'no email address'],
    [5, 'the same address as row 1'],
  ] as const)
    check(
      `the refusal of pk ${pk} says why`,
      new RegExp(`\\(pk ${pk}\\): refused.*${reason}`).test(err),
      err,
    );
  const report = existsSync(reportFile) ? readFileSync(reportFile, 'utf8').trim().split('\n') : [];
  check(
    'the report has a line for each of them, and one for what was left behind',
    report.length === 5,
    report.join('\n'),
  );
  check(
    'the report is named where one is written, and else how to get one',
    out.includes(`1 left something behind: see ${reportFile}.`) &&
      importUsers(state, file, '--drop-refused-passwords', '--dry-run').out.includes(
        'use --report FILE to list it',
      ),
    out,
  );
  const told = `${out}${err}${report.join('')}`;
  check(
    'no hash is told',
    !told.includes('5d41402abc') && !told.includes(bomb.split('$').at(-1) ?? '?'),
  );
  check(
    'again, the same are refused and nothing is changed',
    importUsers(state, file).out.includes('0 imported, 3 already there, 4 refused'),
  );
  const dropped = importUsers(state, file, '--drop-refused-passwords');
  check(
    'hashes that are refused can be dropped instead',
    dropped.out.includes('2 imported, 3 already there, 2 refused'),
    dropped.out,
  );
}

function checkUsage(): void {
  const state = path.join(work, 'empty');
  const nothing = write('nothing.json', []);
  const one = write('one.json', [djangoUser(1, {})]);
  check(
    '--help tells how',
    spawnSync('npm', ['run', '--silent', 'import-users', '--', '--help'], {
      encoding: 'utf8',
    }).stdout.includes('--dry-run'),
  );
  check(
    'an unknown option is a usage error',
    importUsers(state, nothing, '--nonsense').status === 2,
  );
  check(
    'so is a file that is not there',
    importUsers(state, path.join(work, 'missing.json')).status === 2,
  );
  check(
    'so is a broken one',
    importUsers(migrate('broken'), write('broken.json', '[{"model": "auth.user", ')).status === 2,
  );
  const elsewhere = importUsers(state, one, '--env', 'nonsense');
  check(
    'so is an environment that is not there',
    elsewhere.status === 2 && elsewhere.err.includes('staging'),
    elsewhere.err,
  );
  const undeployed = importInto(ROOT, '--file', one, '--env', 'production', '--remote');
  check(
    'so is one that was never deployed',
    undeployed.status === 2 && undeployed.err.includes('wrangler d1 list'),
    undeployed.err,
  );
  check(
    'a deployed database has no directory here',
    importUsers(state, one, '--env', 'production', '--remote').err.includes('leave --remote out'),
  );
  const { status, err } = importUsers(state, one);
  check(
    'so is a database without tables, with a word on what to do',
    status === 2 && err.includes('npm run dev'),
    err,
  );
  check('and no hash is told with it', !err.includes(PASSWORD_COLUMN.split('$').at(-1) ?? '?'));
}

/** Files in other encodings than UTF-8, as spreadsheets and PowerShell write them. */
function checkEncodings(): void {
  const state = migrate('encodings');
  const csv = `id,email,first_name,password\n1,ann@example.com,Ann,\n2,zoe@example.com,Zo\u00eb,\n`;
  const latin1 = write('latin1.csv', Buffer.from(csv, 'latin1'));
  const refused = importUsers(state, latin1);
  check(
    'a Latin-1 file is refused with the line, the byte and what to do',
    refused.status === 2 &&
      refused.err.includes('line 3: byte 0xEB at offset 72 is not UTF-8') &&
      refused.err.includes('--encoding latin1'),
    refused.err,
  );
  check(
    'before anything is written',
    countOf(state).users === 0 && refused.err.includes('Nothing was written.'),
  );
  const named = importUsers(state, latin1, '--encoding', 'latin1');
  check('and taken if it is named', named.status === 0, named.out + named.err);
  const utf16 = Buffer.from(
    `\ufeff${JSON.stringify([djangoUser(7, { first_name: 'Zo\u00eb' })])}\r\n`,
    'utf16le',
  );
  const powerShell = importUsers(state, write('powershell.json', utf16));
  check(
    'UTF-16 JSON, as `>` of PowerShell writes it, is taken as it is',
    powerShell.status === 0,
    powerShell.out + powerShell.err,
  );
  const names = (JSON.parse(contentOf(state)) as [{ first_name: string }[]])[0].map(
    ({ first_name: name }) => name,
  );
  names.sort();
  check('every name is spelled right', names.join() === 'Ann,Zo\u00eb,Zo\u00eb', names.join());
  const wrong = importUsers(state, write('utf8.csv', csv), '--encoding', 'latin1');
  check('UTF-8 is not taken for Latin-1', wrong.status === 2, wrong.out + wrong.err);
  check(
    'what is no encoding is wrong usage',
    importUsers(state, latin1, '--encoding', 'x').status === 2,
  );
  const broken = write(
    'late.json',
    `${JSON.stringify(Array.from({ length: 900 }, (_, pk) => djangoUser(pk + 100, {}))).slice(0, -1)},{`,
  );
  check(
    'a file that breaks off at its end changes nothing',
    importUsers(state, broken).status === 2 && countOf(state).users === 3,
  );
}

/** Announces a server as `npm run dev` of that checkout does. */
function announce(copy: string, port: number, state: string): void {
  const folder = path.join(copy, '.wrangler/registry', String(port));
  mkdirSync(folder, { recursive: true });
  const url = `http://localhost:${port}`;
  const server = {
    url,
    port,
    environment: null,
    state,
    instance: 'i',
    root: copy,
    pid: process.pid,
  };
  writeFileSync(
    path.join(folder, 'latchkey.json'),
    JSON.stringify({ ...server, registry: folder }),
  );
}

function importInto(copy: string, ...args: string[]): Ran {
  // As `npm run import-users` does, without half a second of npm for each of some forty runs.
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['src/cli/import-users.ts', ...args],
    { encoding: 'utf8', cwd: copy },
  );
  return { status, out: stdout, err: stderr };
}

/**
 * Which database is meant where none is named, and who was erased there. In a checkout of its own.
 */
async function checkDatabaseAndErased(): Promise<void> {
  const copy = copyCheckout();
  rmSync(path.join(copy, '.wrangler'), { recursive: true, force: true });
  const state = migrate('elsewhere');
  const file = write(
    'three.json',
    [1, 2, 3].map((pk) => djangoUser(pk, {})),
  );
  announce(copy, 9001, state);
  const first = importInto(copy, '--file', file);
  check(
    'the database is the one of the server that runs, and is told',
    first.status === 0 &&
      first.err.includes(`into latchkey in ${state}`) &&
      countOf(state).users === 3,
    first.out + first.err,
  );
  announce(copy, 9002, path.join(work, 'third'));
  const unsure = importInto(copy, '--file', file);
  check(
    'of two servers with different ones none is taken for the other',
    unsure.status === 2 && unsure.err.includes('9001') && unsure.err.includes('9002'),
    unsure.err,
  );
  rmSync(path.join(copy, '.wrangler/registry'), { recursive: true });

  await eraseAt(state, copy, 'user2@example.com');
  const options = ['--file', file, '--persist-to', state];
  const before = contentOf(state);
  for (const extra of [[], ['--dry-run']]) {
    const stopped = importInto(copy, ...options, ...extra);
    check(
      `whoever was erased is named, and nothing is written ${extra.join()}`,
      stopped.status === 2 &&
        stopped.err.includes('row 2 (pk 2): was erased here') &&
        stopped.err.includes('--erased skip') &&
        contentOf(state) === before,
      stopped.err,
    );
  }
  const skipped = importInto(copy, ...options, '--erased', 'skip');
  check(
    'they can be left out',
    skipped.status === 0 &&
      skipped.out.includes('Erased here, and left out: 1.') &&
      contentOf(state) === before,
    skipped.out + skipped.err,
  );
  rmSync(path.join(copy, '.dev.vars'));
  const blind = importInto(copy, ...options);
  check(
    'without the key nothing is guessed',
    blind.status === 2 && blind.err.includes('AUTH_SECRET'),
    blind.err,
  );
  await eraseAt(state, copy, 'user2@example.com');
  const back = importInto(copy, ...options, '--erased', 'import');
  check('or brought back', back.out.includes('1 imported, 2 already there'), back.out + back.err);
  rmSync(copy, { recursive: true, force: true });
}

/** Leaves what an erasure leaves: no user, and the marks. */
async function eraseAt(state: string, copy: string, email: string): Promise<void> {
  const secret = 'the-secret-of-another-checkout-0123456789';
  writeFileSync(path.join(copy, '.dev.vars'), `AUTH_SECRET='${secret}'\n`);
  const db = openLocalDatabase(state);
  db.prepare('delete from users where email = ?').run(email);
  db.close();
  const kv = {} as KVNamespace;
  const { marksOf } = createErasureMarks({ kv, keys: erasureKeys([secret]) });
  for (const mark of marksOf({ id: 'another', emailNormalized: email }))
    wrangler(`kv key put erased:${mark} 1 --binding KV`, state);
}

async function killMidway(state: string, file: string): Promise<void> {
  const child = spawn('node', ['src/cli/import-users.ts', '--file', file, '--persist-to', state], {
    detached: true,
    stdio: 'ignore',
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  while (child.exitCode === null && countOf(state).users === 0)
    await new Promise((resolve) => setTimeout(resolve, 20));
  if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGKILL');
  await ended;
}

async function checkResumption(): Promise<void> {
  const [state, whole] = [migrate('killed'), migrate('whole')];
  const file = write(
    'many.json',
    Array.from({ length: ROWS }, (_, index) => djangoUser(index + 1, {})),
  );
  const dry = importUsers(state, file, '--dry-run');
  check(
    'a dry run tells what would be',
    dry.status === 0 && dry.out.includes(`${ROWS} would be imported`),
    dry.out + dry.err,
  );
  check('and writes nothing', countOf(state).users === 0 && countOf(state).events === 0);

  // On a busy machine a kill may come before anything is on the disk: then it is tried again.
  let { users, events } = countOf(state);
  for (let attempt = 0; attempt < 3 && users === 0; attempt++) {
    await killMidway(state, file);
    ({ users, events } = countOf(state));
  }
  check(`a run was killed in the middle (${users} users)`, users > 0 && users < ROWS);
  check(
    'whoever was imported has an audit event',
    users === events,
    `${users} users, ${events} events`,
  );

  const second = importUsers(state, file);
  const said = second.out.includes(
    `${ROWS} users: ${ROWS - users} imported, ${users} already there, 0 refused.`,
  );
  check('the next run completes it', second.status === 0 && said, second.out + second.err);
  check('with one event each', countOf(state).users === ROWS && countOf(state).events === ROWS);
  const before = contentOf(state);
  const third = importUsers(state, file);
  check(
    'another run says that nothing was changed',
    third.status === 0 && third.out.includes('Nothing was changed.'),
    third.out,
  );
  check('and so it is, to the last byte', contentOf(state) === before);

  importUsers(whole, file);
  const ids = (where: string) =>
    (JSON.parse(contentOf(where)) as [{ id: string }[]])[0].map(({ id }) => id).join();
  check('in pieces or in one go, the users have the same ids', ids(whole) === ids(state));
}

async function checkSignIn(): Promise<void> {
  const defaults = vectors.filter(({ cost }) => cost === 'default');
  const header =
    'id,email,username,password,is_active,is_staff,is_superuser,date_joined,last_login\n';
  const lines = defaults.map(
    ({ format, hash }, index) =>
      `${index + 1},${format}@example.com,,"${hash}",t,f,f,2020-01-02 03:04:05.678901+00,\n`,
  );
  const file = write('users.csv', header + lines.join(''));
  const server = await startDevServer(['--var', 'RATE_LIMITS:off']);
  const { state } = server;
  try {
    const { status, out, err } = importUsers(state, file);
    check('a CSV file is imported', status === 0 && out.includes('6 imported'), out + err);
    for (const { format, password } of defaults) {
      const logIn = async (given: string) => {
        const begun = Date.now();
        const body = JSON.stringify({ email: `${format}@example.com`, password: given });
        const headers = { 'Content-Type': 'application/json' };
        const response = await fetch(`${server.url}/api/v1/auth/login`, {
          method: 'POST',
          headers,
          body,
        });
        return { status: response.status, took: Date.now() - begun };
      };
      const wrong = await logIn(`${password}!`);
      check(
        `${format} at Django's own cost: a wrong password is refused`,
        wrong.status === 401,
        String(wrong.status),
      );
      const first = await logIn(password);
      const hash = () =>
        (JSON.parse(contentOf(state)) as [{ email: string; password_hash: string }[]])[0].find(
          ({ email }) => email.startsWith(`${format}@`),
        );
      check(
        `the old password signs in (${first.took} ms)`,
        first.status === 200,
        String(first.status),
      );
      const isRehashed = () => hash()?.password_hash.startsWith('$argon2id$') || undefined;
      check('and is rehashed', (await eventually(isRehashed)) === true);
      const again = await logIn(password);
      check(`and signs in again (${again.took} ms)`, again.status === 200);
    }
    await checkDevices(checks, server, {
      password: vectors[0]?.password ?? '',
      importRows: (rows) => importUsers(state, write('devices.json', rows)),
      userRow: djangoUser,
    });
  } finally {
    await server.stop();
  }
}

try {
  checkUsage();
  await checkMigrations();
  checkRefusals();
  checkEncodings();
  await checkDatabaseAndErased();
  await checkResumption();
  await checkSignIn();
} finally {
  rmSync(work, { recursive: true, force: true });
}
finish();
