import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { findProblems, type Secrets } from '../../src/cli/deploy/find-problems.ts';
import { takeGiven } from '../../src/cli/deploy/secrets.ts';
import { describeCallbacks, socialSecretNames } from '../../src/cli/deploy/social-providers.ts';
import { readTarget, type Target } from '../../src/cli/deploy/target.ts';
import { createChecks } from './checks.ts';
import { ACCOUNT, startFakeCloudflare } from './fake-cloudflare.ts';

// Deploys with the real wrangler against an account of the test's own: once over failures at every
// step, then again.
const ROOT = path.join(import.meta.dirname, '../..');
const BIN = path.join(ROOT, 'node_modules/.bin');
/** What `wrangler` starts in a second process of Node, which two hundred calls can do without. */
const REAL_WRANGLER = path.join(ROOT, 'node_modules/wrangler/wrangler-dist/cli.js');
const MIGRATIONS = readdirSync(path.join(ROOT, 'migrations')).filter((name) =>
  name.endsWith('.sql'),
).length;
const { check, finish } = createChecks();
const SOURCE = path.join(ROOT, 'src/worker.ts');
const folder = mkdtempSync(path.join(tmpdir(), 'latchkey-deploy-test-'));
const argvLog = path.join(folder, 'argv.log');
writeFileSync(argvLog, '');

const mailboxFile = path.join(folder, '.mailbox-secret-staging');
const mailboxSecret = () => readFileSync(mailboxFile, 'utf8').trim();

type Run = { code: number | null; said: string };

/** A `wrangler` that notes its arguments and is the real one otherwise. */
function writeShim(): void {
  const shim = path.join(folder, 'wrangler');
  writeFileSync(
    shim,
    [
      '#!/bin/sh',
      `export NODE_COMPILE_CACHE='${path.join(ROOT, 'node_modules/.cache/node')}'`,
      `printf '%s\\n' "$*" >> '${argvLog}'`,
      `exec '${process.execPath}' --no-warnings '${REAL_WRANGLER}' "$@"`,
    ].join('\n'),
  );
  chmodSync(shim, 0o755);
}

/**
 * Builds the Worker, which most of the deployments here upload as it is: esbuild is not what they
 * try. Returns its file.
 */
function build(): string {
  const outdir = path.join(folder, 'built');
  const { status, stderr } = spawnSync(
    path.join(folder, 'wrangler'),
    ['deploy', '--dry-run', '--env', '', '--outdir', outdir],
    { cwd: ROOT, encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`the Worker was not built: ${stderr}`);
  return path.join(outdir, 'worker.js');
}

/**
 * The project's own configuration with another APP_URL, and paths that hold from another folder.
 * `main` is {@link SOURCE}, or what {@link build} has made.
 */
function writeConfig(
  appUrl: string,
  main: string,
  change: (text: string) => string = (text) => text,
): string {
  const from = main === SOURCE ? '' : '\nno_bundle = true\nfind_additional_modules = true';
  const text = readFileSync(path.join(ROOT, 'wrangler.toml'), 'utf8')
    .replace('https://latchkey-staging.example.com', appUrl)
    .replace('main = "src/worker.ts"', `main = "${main}"${from}`)
    .replace('directory = "./.static"', `directory = "${ROOT}/.static"`)
    .replaceAll('= "./src/', `= "${ROOT}/src/`)
    .replaceAll('migrations_dir = "migrations"', `migrations_dir = "${ROOT}/migrations"`);
  const file = path.join(folder, 'wrangler.toml');
  writeFileSync(file, change(text));
  return file;
}

function deploy(
  args: string[],
  environment: Record<string, string> = {},
  begun: (child: ChildProcess) => void = () => undefined,
): Promise<Run> {
  const { CLOUDFLARE_API_TOKEN: _, ...inherited } = process.env;
  const env = {
    ...inherited,
    PATH: `${folder}:${BIN}:${process.env.PATH}`,
    XDG_CONFIG_HOME: folder,
    TMPDIR: folder,
    ...environment,
  };
  const child = spawn(process.execPath, [path.join(ROOT, 'src/cli/deploy.ts'), ...args], {
    cwd: ROOT,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  begun(child);
  const run: Run = { code: null, said: '' };
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (run.said += text));
  return new Promise((resolve) => child.once('close', (code) => resolve({ ...run, code })));
}

/** Interrupts a deployment as soon as it has told wrangler to deploy. */
function stopAtDeployment(child: ChildProcess): void {
  const deployments = () => readFileSync(argvLog, 'utf8').split('deploy --env staging').length;
  const before = deployments();
  const timer = setInterval(() => {
    if (deployments() === before) return;
    // Once: another one, while the first is told of, ends the process without a code.
    clearInterval(timer);
    child.kill('SIGTERM');
  }, 200);
  child.once('close', () => clearInterval(timer));
}

/** A service that is sick for so many questions after its health. */
async function startHealth() {
  const state = {
    sickFor: 0,
    body: {
      status: 'healthy',
      database: 'connected',
      cache: 'connected',
      guard: 'connected',
      queue: 'connected',
    },
  };
  const server = createServer((request, response) => {
    const status = state.sickFor > 0 ? 503 : 200;
    state.sickFor--;
    response
      .writeHead(request.url === '/api/v1/auth/health' ? status : 404, {
        'Content-Type': 'application/json',
      })
      .end(JSON.stringify(state.body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    state,
    stop: () => server.close(),
  };
}

async function checkUsage(): Promise<void> {
  // What `npm ci` was run with may be older, and then npm warns (EBADENGINE): nothing of the
  // project runs on it.
  const { devDependencies } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as {
    devDependencies: { node: string };
  };
  check(
    'scripts run on the Node that npm ci installs',
    process.versions.node === devDependencies.node,
    process.versions.node,
  );
  const [help, without, unknown] = await Promise.all([
    deploy(['--help']),
    deploy([]),
    deploy(['--env', 'moon']),
  ]);
  check(
    '--help explains and ends with 0',
    help.code === 0 && help.said.includes('--dry-run'),
    help.said,
  );
  check('no environment is wrong usage', without.code === 2, without.said);
  check(
    'an unknown environment is named',
    unknown.code === 1 && unknown.said.includes('It has staging, production.'),
    unknown.said,
  );
}

async function checkDryRun(): Promise<void> {
  for (const environment of ['staging', 'production']) {
    const before = readFileSync(argvLog, 'utf8');
    const run = await deploy(['--env', environment, '--dry-run']);
    const calls = readFileSync(argvLog, 'utf8').slice(before.length).trim();
    check(
      `a dry run of ${environment} needs no account and builds`,
      run.said.includes('--dry-run: exiting now.'),
      run.said,
    );
    check(
      `a dry run of ${environment} ends with 1, as the deployment would`,
      run.code === 1 && run.said.includes('a deployment would stop before it changed anything'),
      `${run.code} ${run.said}`,
    );
    const mailbox = /Mailbox: .*\/dev\/mailbox, user mailbox, password MAILBOX_SECRET/;
    check(
      `a dry run of ${environment} tells where mails are read that nobody sends`,
      mailbox.test(run.said) === (environment === 'staging') &&
        run.said.includes('a fresh MAILBOX_SECRET') === (environment === 'staging'),
      run.said,
    );
    check(
      `a dry run of ${environment} calls nothing but the build`,
      calls === `deploy --dry-run --env ${environment} --config wrangler.toml`,
      calls,
    );
    check(
      `a dry run of ${environment} shows what it would create`,
      run.said.includes(`wrangler d1 create latchkey-${environment}`),
      run.said,
    );
    check(
      `a dry run of ${environment} says that APP_URL is the example's`,
      run.said.includes('APP_URL still has the example value'),
      run.said,
    );
  }
}

/**
 * What a dry run knows: settings alone without an account, and which secrets the Worker has where
 * it may ask.
 */
async function checkRehearsals(
  url: string,
  built: string,
  signedIn: Record<string, string>,
): Promise<void> {
  const args = ['--env', 'staging', '--dry-run', '--config', writeConfig(url, built)];
  const inOrder = await deploy(args);
  check(
    'a dry run of settings in order ends with 0',
    inOrder.code === 0 && inOrder.said.includes('The settings are in order.'),
    inOrder.said,
  );
  writeConfig(url, built, (text) =>
    text.replace(
      /(APP_URL = "http:[^"]*", )EMAIL_PROVIDER = "mailbox"/,
      `$1EMAIL_PROVIDER = "resend", EMAIL_FROM = "ada@deploy.test", SOCIAL_PROVIDERS = '[{"id":"google","client_id":"g"}]'`,
    ),
  );
  const without = await deploy(args, { MAILBOX_SECRET: 'short' });
  check(
    'a dry run refuses a mailbox secret that is none',
    without.code === 1 && without.said.includes('MAILBOX_SECRET: must be 32'),
    without.said,
  );
  check(
    'a dry run ends with 1 where the mail provider has no key',
    without.code === 1 && without.said.includes('EMAIL_API_KEY is missing'),
    without.said,
  );
  check(
    'a dry run says where providers lead back to, and which secret is missing',
    without.said.includes(`google  ${url}/sign-in/with/google/callback`) &&
      without.said.includes('SOCIAL_GOOGLE_SECRET is missing'),
    without.said,
  );
  const secret = { SOCIAL_GOOGLE_SECRET: 'GOCSPX-of-the-test' };
  const given = await deploy(args, { ...secret, EMAIL_API_KEY: 're_of_the_test' });
  check('with 0 where the environment has them', given.code === 0, given.said);
  check('and prints none of them', !/GOCSPX-of-the-test|re_of_the_test/.test(given.said));
  const known = await deploy(args, { ...signedIn, ...secret });
  check('and with 0 where the Worker has one', known.code === 0, known.said);
  writeConfig(url, built);
}

async function checkRefusals(config: string): Promise<void> {
  const production = await deploy(['--env', 'production']);
  check(
    'a placeholder APP_URL is refused',
    production.code === 1 && production.said.includes('[env.production] of wrangler.toml'),
    production.said,
  );
  const stranger = await deploy(['--env', 'staging', '--config', config]);
  check(
    'nobody signed in is told how to',
    stranger.code === 1 && stranger.said.includes('npx wrangler login'),
    stranger.said,
  );
}

/** A step, the call that it fails at, and what the deployment then says. */
const STEPS: [name: string, refused: RegExp][] = [
  ['the list of secrets', /GET .*\/secrets$/],
  ['the database', /POST .*\/(d1\/database|namespaces|queues)$/],
  ['the queues', /POST .*\/queues$/],
  ['the migrations', /POST .*\/query$/],
  ['the upload', /PUT .*\/scripts\/latchkey-staging$/],
  ['what follows the upload', /POST .*\/consumers$/],
];

/**
 * The steps whose failure is tried: all, or `--failures` of them by chance. The last is always one:
 * it leaves the Worker that later checks begin with.
 */
function sampleSteps(): typeof STEPS {
  const { values } = parseArgs({ options: { failures: { type: 'string' } } });
  const left = [...STEPS];
  while (values.failures !== undefined && left.length > Number(values.failures))
    left.splice(randomInt(left.length - 1), 1);
  return left;
}

async function main(): Promise<void> {
  writeShim();
  const [fake, health] = await Promise.all([startFakeCloudflare(), startHealth()]);
  const { account } = fake;
  const built = build();
  const config = writeConfig(health.url, built);
  const signedIn = {
    CLOUDFLARE_API_BASE_URL: fake.url,
    CLOUDFLARE_API_TOKEN: 'token-of-the-test',
    CLOUDFLARE_ACCOUNT_ID: ACCOUNT,
  };
  const again = (wait = '0', extra = {}) =>
    deploy(['--env', 'staging', '--config', config, '--wait', wait], { ...signedIn, ...extra });
  let everythingSaid = '';

  await checkUsage();
  await checkDryRun();
  await checkRefusals(config);
  check(
    'nothing of this touched the account',
    account.changes.length === 0,
    account.changes.join('\n'),
  );

  for (const [name, refused] of sampleSteps()) {
    fake.refuse(refused);
    const run = await again();
    everythingSaid += run.said;
    check(
      `a failure at ${name} ends with 1 and says so`,
      run.code === 1 && run.said.includes('refused by the test'),
      run.said,
    );
    if (name === 'the migrations')
      check('no Worker comes before its database is migrated', account.worker === null);
    if (name === 'the upload')
      check('no secret is kept of an upload that failed', account.worker === null);
  }
  fake.refuse(null);
  const secrets = new Map(account.worker?.secrets);

  health.state.sickFor = 1;
  const sick = await again('0', { SENTRY_DSN: 'https://dsn-of-the-test@sentry.test/1' });
  everythingSaid += sick.said;
  check(
    'a sick service fails the deployment with its answer',
    sick.code === 1 && sick.said.includes('/api/v1/auth/health answered: 503'),
    sick.said,
  );

  fake.ignore(/assets-upload-session$/);
  const interrupted = await deploy(
    ['--env', 'staging', '--config', config],
    { ...signedIn, INTROSPECTION_CLIENTS: 'api:secret-of-the-test-0' },
    stopAtDeployment,
  );
  check(
    'an interrupted deployment ends with 1 and says so',
    interrupted.code === 1 && interrupted.said.includes('interrupted at wrangler deploy'),
    interrupted.said,
  );
  fake.ignore(null);

  writeConfig(health.url, SOURCE);
  const before = account.changes.length;
  health.state.sickFor = 1;
  const last = await again('20');
  everythingSaid += last.said;
  const changed = account.changes.slice(before);
  check(
    'the retried deployment waits for a healthy service and ends with 0',
    last.code === 0 && last.said.includes('"status":"healthy"'),
    last.said,
  );
  check(
    'its mailbox opens by the secret that was kept for the one who deployed',
    mailboxSecret() === account.worker?.secrets.get('MAILBOX_SECRET') &&
      (statSync(mailboxFile).mode & 0o777) === 0o600 &&
      everythingSaid.includes(mailboxFile) &&
      last.said.includes(`${health.url}/dev/mailbox`),
    last.said,
  );
  check(
    'there is one database, one namespace, four queues',
    account.databases.length === 1 &&
      account.namespaces.length === 1 &&
      account.queues.length === 4,
  );
  check(
    'a repeated deployment creates nothing',
    changed.every((call) => !/\/(database|namespaces|queues|secrets)$/.test(call)),
    changed.join('\n'),
  );
  check(
    'every deployment met a migrated database',
    account.migratedAtDeployment.every((count) => count === MIGRATIONS) && MIGRATIONS > 0,
    account.migratedAtDeployment.join(),
  );
  check(
    'the Worker is bound to what was made',
    account.worker?.bindings.some(
      ({ type, id }) => type === 'd1' && id === account.databases[0]?.uuid,
    ) === true &&
      account.worker.bindings.some(({ namespace_id: id }) => id === account.namespaces[0]?.id),
  );
  check('the cron trigger is set', account.schedules.length === 1);
  check(
    'secrets that are there stay as they were',
    secrets.size === 4 &&
      [...secrets].every(([name, value]) => account.worker?.secrets.get(name) === value),
    [...(account.worker?.secrets.keys() ?? [])].join(),
  );
  check(
    'a secret of the environment was added',
    account.worker?.secrets.get('SENTRY_DSN') === 'https://dsn-of-the-test@sentry.test/1',
  );
  check(
    'read replication is switched on, with the token of the deployment',
    account.replications.length > 0 &&
      account.replications.every(
        ({ mode, authorization }) =>
          mode === 'auto' && authorization === 'Bearer token-of-the-test',
      ) &&
      last.said.includes('replication on'),
    JSON.stringify(account.replications),
  );
  checkSecrecy([...(account.worker?.secrets.values() ?? [])], everythingSaid);
  check('the fake knew every call', fake.unknown.length === 0, fake.unknown.join('\n'));

  await checkJurisdictions(fake, health.url, built, again);

  const worker = account.worker;
  worker?.secrets.set('EMAIL_API_KEY', 're_of_the_test');
  await checkRehearsals(health.url, built, signedIn);
  check(
    'no dry run changed anything',
    account.worker === worker && !existsSync('.mailbox-secret-staging'),
  );

  await checkGivenSecrets();

  health.stop();
  await fake.stop();
}

type Fake = Awaited<ReturnType<typeof startFakeCloudflare>>;

/** What is kept of where guards live, and which changes of it stop a deployment. */
async function checkJurisdictions(
  fake: Fake,
  url: string,
  built: string,
  again: (wait: string) => Promise<Run>,
): Promise<void> {
  const { account } = fake;
  const sql = account.databases[0]?.sql;
  const kept = () => sql?.prepare('select value from deployment').get()?.value;
  const uploads = () => account.worker?.deployments;
  const deployTo = (place: string | null) => {
    writeConfig(url, built, (text) =>
      place === null
        ? text
        : text.replace(
            'vars = { ENVIRONMENT = "staging",',
            `vars = { ENVIRONMENT = "staging", GUARD_JURISDICTION = "${place}",`,
          ),
    );
    return again('20');
  };
  check('a deployment without jurisdiction keeps that', kept() === 'none', String(kept()));

  fake.refuse(/PUT .*\/d1\/database\/[^/]+$/);
  const early = await deployTo('eu');
  fake.refuse(null);
  check(
    'before anyone registers, the jurisdiction may change',
    early.code === 0 && early.said.includes('jurisdiction: eu') && kept() === 'eu',
    early.said,
  );
  check(
    'the Worker is told where guards live',
    account.worker?.bindings.some(
      ({ name, text }) => name === 'GUARD_JURISDICTION' && text === 'eu',
    ) === true,
  );
  check(
    'refused replication is a warning, and the deployment goes on',
    /replication warning: not switched on.*refused by the test/.test(early.said),
    early.said,
  );

  sql?.exec(`insert into users (id, email, email_normalized, created_at, updated_at)
    values ('ada', 'ada@deploy.test', 'ada@deploy.test', 0, 0)`);
  const before = uploads();
  for (const place of ['us', null]) {
    const run = await deployTo(place);
    check(
      `with users, a change to ${place ?? 'none'} is refused, and says why`,
      run.code === 1 &&
        run.said.includes('no Worker was uploaded: GUARD_JURISDICTION is') &&
        run.said.includes('were made with eu') &&
        run.said.includes('GUARD_JURISDICTION in [env.staging]'),
      run.said,
    );
  }
  sql?.exec('delete from deployment');
  const older = await deployTo('eu');
  check(
    'one from before the setting has its guards in none',
    older.code === 1 && older.said.includes('were made with none'),
    older.said,
  );
  check('nothing refused was uploaded or kept', uploads() === before && kept() === undefined);
  const unset = await deployTo(null);
  check(
    'which it goes on with',
    unset.code === 0 && kept() === 'none' && uploads() === (before ?? 0) + 1,
    unset.said,
  );
}

async function checkGivenSecrets(): Promise<void> {
  const target = readTarget(path.join(ROOT, 'wrangler.toml'), 'staging');
  const mailing = { ...target, vars: { ...target.vars, EMAIL_PROVIDER: 'resend' } };
  const problemsWith = async (secrets: Secrets) =>
    (await findProblems(mailing, secrets)).join('\n');
  check(
    'a mail provider without its key is refused',
    (await problemsWith({ present: [], given: {} })).includes('EMAIL_API_KEY is missing'),
  );
  check(
    'a mail provider with its key is not',
    !(await problemsWith({ present: ['EMAIL_API_KEY'], given: {} })).includes('EMAIL_API_KEY'),
  );
  const bySmtp = {
    ...target,
    vars: { ...target.vars, EMAIL_PROVIDER: 'smtp', EMAIL_FROM: 'a@b.test' },
  };
  const smtpProblems = async (secrets: Secrets) =>
    (await findProblems(bySmtp, secrets))
      .filter((problem) => problem.includes('SMTP_URL'))
      .join('\n');
  check(
    'smtp without its server is refused, once',
    /^SMTP_URL is missing[^\n]*$/.test(await smtpProblems({ present: [], given: {} })),
  );
  check(
    'smtp with its server is not',
    (await smtpProblems({ present: ['SMTP_URL'], given: {} })) === '',
  );
  check(
    'a given server with port 25 is refused',
    (await smtpProblems({ present: [], given: { SMTP_URL: 'smtp://mail.test:25' } })).includes(
      'port 25',
    ),
  );
  check(
    'a given key with a space is refused',
    (await problemsWith({ present: [], given: { EMAIL_API_KEY: 'two words' } })).includes(
      'EMAIL_API_KEY: contains',
    ),
  );
  check(
    'given keys that are none are refused',
    (await problemsWith({ present: [], given: { JWT_KEYS: '{}' } })).includes('JWT_KEYS'),
  );
  await checkProviders(target);
  const given = takeGiven(['CRON_SECRET'], {
    AUTH_SECRET: 'given',
    MAILBOX_SECRET: 'given too',
    CRON_SECRET: 'not wanted',
    SENTRY_DSN: '',
  });
  check(
    'given secrets are taken unless there is one',
    JSON.stringify(given) === '{"AUTH_SECRET":"given","MAILBOX_SECRET":"given too"}',
    JSON.stringify(given),
  );
}

/** Secrets of providers to sign in with, and where those lead back to. */
async function checkProviders(target: Target): Promise<void> {
  const providers = [
    { id: 'google', client_id: 'g' },
    { id: 'apple', client_id: 'a', team_id: 'T', key_id: 'K' },
    { id: 'our-idp', client_id: 'o', issuer: 'https://id.deploy.test' },
  ];
  const vars = { ...target.vars, SOCIAL_PROVIDERS: JSON.stringify(providers) };
  const problems = async (secrets: Secrets) =>
    (await findProblems({ ...target, vars }, secrets)).filter((line) => line.includes('SOCIAL'));
  const missing = await problems({ present: [], given: {} });
  check(
    'providers without their secrets are refused, once each',
    missing.length === 2 &&
      missing[0]?.startsWith('SOCIAL_GOOGLE_SECRET is missing') === true &&
      missing[1]?.startsWith('SOCIAL_APPLE_SECRET is missing') === true,
    missing.join('\n'),
  );
  const present = ['SOCIAL_GOOGLE_SECRET', 'SOCIAL_APPLE_SECRET', 'SOCIAL_OUR_IDP_SECRET'];
  const known = await problems({ present, given: {} });
  check('with their secrets they are not', known.length === 0, known.join('\n'));
  const wrong = await problems({ present, given: { SOCIAL_APPLE_SECRET: 'no key' } });
  check(
    'a given key of Apple that is none is refused',
    wrong.length === 1 && wrong[0]?.includes('is no private key') === true,
    wrong.join('\n'),
  );
  const environment = { SOCIAL_OUR_IDP_SECRET: 's', SOCIAL_OTHER_SECRET: 'of another project' };
  const taken = takeGiven([], environment, socialSecretNames(vars));
  check(
    'secrets of its providers are taken from the environment, and no others',
    JSON.stringify(taken) === '{"SOCIAL_OUR_IDP_SECRET":"s"}',
    JSON.stringify(taken),
  );
  const callbacks = describeCallbacks({ ...vars, APP_URL: 'https://auth.deploy.test/' });
  check(
    'every provider has an address to register',
    callbacks[0] === 'google   https://auth.deploy.test/sign-in/with/google/callback' &&
      callbacks.length === 3,
    callbacks.join('\n'),
  );
}

function checkSecrecy(secrets: string[], said: string): void {
  const parts = secrets.flatMap((secret) =>
    secret.startsWith('{')
      ? [(JSON.parse(secret) as { keys: { d: string }[] }).keys[0]?.d ?? secret]
      : [secret],
  );
  const argv = readFileSync(argvLog, 'utf8');
  check(
    'no secret stands in the arguments of a command',
    argv.includes('--secrets-file') && parts.every((secret) => !argv.includes(secret)),
  );
  check(
    'no secret is printed',
    said.includes('JWT_KEYS') && parts.every((secret) => !said.includes(secret)),
  );
  const left = readdirSync(folder).filter((name) => /^\.deploy-|^latchkey-deploy-/.test(name));
  check('no file with ids or secrets is left', left.length === 0, left.join());
}

try {
  await main();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
finish();
