import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import getPort, { portNumbers } from 'get-port';
import { makeKey } from './make-key.ts';

// `npm run dev`: prepares what is missing, then runs `wrangler dev` with the arguments it was given.
const args = process.argv.slice(2) as string[];
const quiet = {
  CLOUDFLARE_CF_FETCH_ENABLED: 'false',
  WRANGLER_SEND_METRICS: 'false',
  WRANGLER_HIDE_BANNER: 'true',
};
const environment = { ...quiet, ...process.env };

/** The value of `--name value` or `--name=value` among the arguments. */
function option(name: string): string | undefined {
  const index = args.findIndex((arg) => arg === `--${name}` || arg.startsWith(`--${name}=`));
  const found = args[index];
  if (found === undefined) return undefined;
  return found.includes('=') ? found.slice(found.indexOf('=') + 1) : args[index + 1];
}

/** Writes `.dev.vars` with fresh secrets, or adds those that a newer example asks for. Never touches one that is there. */
async function writeSecrets(): Promise<void> {
  const present = existsSync('.dev.vars') ? readFileSync('.dev.vars', 'utf8') : null;
  const example = readFileSync('.dev.vars.example', 'utf8');
  const wanted = [...example.matchAll(/^(\w+)=generate$/gm)].map((match) => match[1] ?? '');
  const missing = wanted.filter(
    (name) => present === null || !new RegExp(`^${name}=`, 'm').test(present),
  );
  if (missing.length === 0) return;
  const fresh: Record<string, string> = {
    JWT_KEYS: JSON.stringify({ keys: [await makeKey('ES256')] }),
  };
  const lines = missing.map(
    (name) => `${name}='${fresh[name] ?? randomBytes(32).toString('base64url')}'`,
  );
  writeFileSync(
    '.dev.vars',
    `${present === null ? '' : `${present.trimEnd()}\n`}${lines.join('\n')}\n`,
    { mode: 0o600 },
  );
  console.log(`Wrote fresh secrets to .dev.vars: ${missing.join(', ')}.`);
}

function run(command: string, commandArgs: string[]): void {
  const { status, stdout, stderr } = spawnSync(command, commandArgs, {
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
    env: environment,
  });
  if (status === 0) return;
  process.stderr.write(`${stdout}${stderr}\n${command} ${commandArgs.join(' ')} failed.\n`);
  process.exit(status ?? 1);
}

function migrate(): void {
  const persist = option('persist-to');
  const where = persist === undefined ? [] : ['--persist-to', persist];
  const env = option('env');
  run('wrangler', [
    'd1',
    'migrations',
    'apply',
    'DB',
    '--local',
    ...where,
    ...(env === undefined ? [] : ['--env', env]),
  ]);
}

/** The port that was asked for, or the first free one from 8787 on. */
async function choosePort(): Promise<number> {
  const asked = option('port');
  return asked === undefined ? getPort({ port: portNumbers(8787, 8886) }) : Number(asked);
}

await writeSecrets();
run(process.execPath, ['src/cli/prepare-viewers.ts']);
migrate();
const port = await choosePort();
const url = `http://localhost:${port}`;
const given = args.some((arg) => arg.startsWith('APP_URL:') || arg.startsWith('--var=APP_URL:'));
const extra = [
  ...(option('port') === undefined ? ['--port', String(port)] : []),
  ...(given ? [] : ['--var', `APP_URL:${url}`]),
];
console.log(`\n  Latchkey  ${url}\n  API docs  ${url}/api/docs\n  Mailbox   ${url}/dev/mailbox\n`);

const wrangler = spawn('wrangler', ['dev', ...args, ...extra], {
  stdio: 'inherit',
  env: environment,
});
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.on(signal, () => wrangler.kill(signal));
wrangler.on('exit', (code) => process.exit(code ?? 0));
