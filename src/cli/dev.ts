import { spawn, spawnSync } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import getPort, { clearLockedPorts, portNumbers } from 'get-port';
import {
  announce,
  chosenEnvironment,
  findServerOn,
  makeRegistry,
  ROOT,
  stateDirectory,
} from './dev-servers.ts';
import { findMissingSecrets, namesIn, withSecrets } from './dev-vars.ts';
import { makeKeys } from './make-key.ts';
import { describeUnknown } from './unknown-settings.ts';

// `npm run dev`: prepares what is missing, then runs `wrangler dev` with its own arguments.
const args = process.argv.slice(2) as string[];
const quiet = {
  CLOUDFLARE_CF_FETCH_ENABLED: 'false',
  WRANGLER_SEND_METRICS: 'false',
  WRANGLER_HIDE_BANNER: 'true',
  // Wrangler is a file of ten megabytes, which Node compiles at every start otherwise.
  NODE_COMPILE_CACHE: path.join(ROOT, 'node_modules/.cache/node'),
};
const environment = { ...quiet, ...process.env };

/** Returns the value of `--name value`, `--name=value` or `-x value`. */
function option(name: string, short?: string): string | undefined {
  const index = args.findIndex(
    (arg) => arg === `--${name}` || arg.startsWith(`--${name}=`) || arg === `-${short}`,
  );
  const found = args[index];
  if (found === undefined) return undefined;
  return found.includes('=') ? found.slice(found.indexOf('=') + 1) : args[index + 1];
}

/** Writes `.dev.vars` with fresh secrets, or adds those that it lacks. Keeps existing ones. */
async function writeSecrets(): Promise<void> {
  const present = existsSync('.dev.vars') ? readFileSync('.dev.vars', 'utf8') : null;
  const missing = findMissingSecrets(readFileSync('.dev.vars.example', 'utf8'), present);
  if (missing.length === 0) return;
  const keys = JSON.stringify({ keys: await makeKeys('ES256') });
  const fresh = missing.map((name) => [
    name,
    name === 'JWT_KEYS' ? keys : randomBytes(32).toString('base64url'),
  ]);
  writeFileSync('.dev.vars', withSecrets(present, Object.fromEntries(fresh)), { mode: 0o600 });
  // A copy of the example is everybody's to read.
  chmodSync('.dev.vars', 0o600);
  console.log(`Wrote fresh secrets to .dev.vars: ${missing.join(', ')}.`);
}

/** Says which settings nobody reads, since their names are not known. */
function warnOfUnknown(): void {
  const file = existsSync('.dev.vars') ? namesIn(readFileSync('.dev.vars', 'utf8')) : [];
  const vars = args.flatMap((arg, index) => {
    if (arg.startsWith('--var=')) return [arg.slice('--var='.length)];
    return arg === '--var' ? (args[index + 1] ?? []) : [];
  });
  const names = [...vars.map((given) => given.split(':')[0] ?? ''), ...file];
  for (const sentence of describeUnknown(names)) process.stderr.write(`dev: ${sentence}\n`);
}

function run(command: string, commandArgs: string[]): void {
  const { status, stdout, stderr } = spawnSync(command, commandArgs, {
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
    env: environment,
  });
  if (status === 0) return;
  process.stderr.write(`${stdout}${stderr}`);
  process.exit(status ?? 1);
}

function fail(message: string): never {
  process.stderr.write(`dev: ${message}\n`);
  return process.exit(1) as never;
}

/**
 * Returns the requested port, or the first free one from 8787. Exits if the requested port is
 * taken or none.
 */
async function choosePort(): Promise<number> {
  const asked = option('port');
  if (asked === undefined) return getPort({ port: portNumbers(8787, 8886) });
  const port = Number(asked);
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    return fail(`--port takes a number from 1 to 65535, not ${asked}`);
  if ((await getPort({ port })) === port) return port;
  return fail(`port ${asked} is not free: omit --port, or choose another one`);
}

/**
 * Exits if another server has the same state: the databases would be locked now and then. One that
 * was killed left its announcement, and a process id that another program may have by now.
 */
async function refuseSharedState(): Promise<void> {
  const other = findServerOn(state, environmentName);
  if (other === null) return;
  const isGone = (await getPort({ port: other.port })) === other.port;
  // It is only asked after, and this server may want it.
  clearLockedPorts();
  if (isGone) return;
  fail(
    `${other.url} keeps its state in ${state} too: stop it first, ` +
      'or give this one a state of its own by --persist-to DIR',
  );
}

const environmentName = chosenEnvironment(option('env', 'e'));
const state = stateDirectory(option('persist-to'));
await refuseSharedState();
// A port that is no use is refused at once; a free one is found last, as it may be taken meanwhile.
const asked = option('port') === undefined ? null : await choosePort();

await writeSecrets();
warnOfUnknown();
run(process.execPath, ['src/cli/prepare-static.ts']);
run(process.execPath, [
  'src/cli/migrate-local.ts',
  ...['--persist-to', state],
  ...(environmentName === undefined ? [] : ['--env', environmentName]),
]);
const port = asked ?? (await choosePort());
const url = `http://localhost:${port}`;
const instance = randomUUID();
const registry = makeRegistry(port);
const given = args.some((arg) => arg.startsWith('APP_URL:') || arg.startsWith('--var=APP_URL:'));
const extra = [
  ...(option('port') === undefined ? ['--port', String(port)] : []),
  ...(given ? [] : ['--var', `APP_URL:${url}`]),
  ...['--var', `DEV_INSTANCE:${instance}`],
];
const reader = environmentName === undefined ? '' : ' (user mailbox, MAILBOX_SECRET in .dev.vars)';
console.log(`
  Latchkey  ${url}
  API docs  ${url}/api/docs
  Mailbox   ${url}/dev/mailbox${reader}
  State     ${state}
`);

const wrangler = spawn('wrangler', ['dev', ...args, ...extra], {
  stdio: 'inherit',
  env: { ...environment, WRANGLER_REGISTRY_PATH: registry },
});
const withdraw = announce({
  url,
  port,
  environment: environmentName ?? null,
  state,
  instance,
  root: ROOT,
  pid: wrangler.pid ?? process.pid,
  registry,
});
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.on(signal, () => wrangler.kill(signal));
wrangler.on('exit', (code) => {
  withdraw();
  process.exit(code ?? 0);
});
