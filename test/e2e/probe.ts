import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { App, Invariant } from '../../src/cli/probe/invariant.ts';
import { INVARIANTS } from '../../src/cli/probe/registry.ts';
import { runProbe } from '../../src/cli/probe/run.ts';
import { startFakeProviders } from '../support/fake-provider.ts';
import { createChecks } from './checks.ts';
import { type DevServer, startDevServer } from './dev-server.ts';
import { FAULTS } from './probe-faults.ts';
import { startProxy } from './probe-proxy.ts';

// Probes a deployment that keeps its promises, and for each invariant one that breaks it.
const GRACE = 8;
/** Probes that run at once: most of each is a wait for mail. */
const LANES = 4;
const { values } = parseArgs({ options: { only: { type: 'string' } } });
const { check, finish } = createChecks();

/** What must never be told: tokens, mailed secrets, passwords. */
const SECRET = /eyJ|\b[a-z]{2,5}_[\w-]{20,}|Probe-\d|Wrong-\d/;
type Ran = { code: number | null; out: string; err: string };

/** The probe alone, as on a checkout whose packages are not installed. */
const bare = mkdtempSync(path.join(tmpdir(), 'latchkey-probe-'));
mkdirSync(path.join(bare, 'src/cli'), { recursive: true });
for (const part of ['package.json', 'src/cli/probe.ts', 'src/cli/probe'])
  cpSync(part, path.join(bare, part), { recursive: true });

/** Runs the command. `stopAt` sends Ctrl-C when it tells that. */
async function probe(args: string[], stopAt?: string): Promise<Ran> {
  const child = spawn(process.execPath, ['src/cli/probe.ts', ...args], { cwd: bare });
  const ran: Ran = { code: null, out: '', err: '' };
  child.stdout.on('data', (chunk: Buffer) => (ran.out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => {
    const before = ran.err;
    ran.err += chunk.toString();
    if (stopAt === undefined || before.includes(stopAt) || !ran.err.includes(stopAt)) return;
    // A terminal signals the command, and npm passes on that it was signalled itself.
    child.kill('SIGINT');
    setTimeout(() => child.kill('SIGINT'), 50);
  });
  ran.code = await new Promise((resolve) => child.on('close', resolve));
  return ran;
}

const probeAll = (url: string, { id, redirectUri }: App) =>
  probe([
    ...['--url', url, '--yes-it-is-mine', '--json', '--grace', String(GRACE)],
    ...['--client', `${id},${redirectUri}`],
  ]);

/** A deployment, and a client that is registered there for the probe. */
type Target = { url: string; app: App };

/** Registers a client as an operator does. */
function withApp({ url, state }: DevServer): Target {
  const redirectUri = 'https://probe.example/callback';
  const add = ['client', 'add', '--name', 'The probe', '--redirect-uri', redirectUri, '--public'];
  const { stdout, stderr } = spawnSync(
    'npm',
    ['run', '--silent', 'admin', '--', ...add, '--json', '--persist-to', state],
    { encoding: 'utf8' },
  );
  const { client_id: id } = JSON.parse(stdout || '{}') as { client_id?: string };
  if (id === undefined) throw new Error(`no client: ${stderr}`);
  return { url, app: { id, redirectUri } };
}

type Row = { name: string; expected: string; measured: string; pass: boolean | null };

function readReport({ out }: Ran): Row[] {
  try {
    return (JSON.parse(out) as { invariants: Row[] }).invariants;
  } catch {
    return [];
  }
}

const told = (rows: Row[]) => rows.map(({ name, measured }) => `${name}: ${measured}`).join('; ');
/** Times are noisy, and nothing here is served over HTTPS. */
const MAY_LACK = /^(timing-|headers-hsts$)/;
const failed = (rows: Row[]) => rows.filter(({ pass }) => pass === false);
const unmeasured = (rows: Row[]) => rows.filter(({ pass }) => pass === null);

async function checkCommand(url: string): Promise<void> {
  const refused = await probe(['--url', url]);
  check(
    'without --yes-it-is-mine nothing is asked',
    refused.code === 2 && refused.out === '' && refused.err.includes('yes-it-is-mine'),
    refused.err,
  );
  const nowhere = await probe(['--url', 'http://127.0.0.1:9', '--yes-it-is-mine']);
  check('a deployment that is not there is an error', nowhere.code === 2, nowhere.err);
  const stopped = await probe(['--url', url, '--yes-it-is-mine'], 'clock-skew');
  check(
    'Ctrl-C ends it, and its accounts are removed',
    stopped.code === 130 && /removing 2 accounts/.test(stopped.err),
    stopped.err,
  );
  check('all of them', !stopped.err.includes('could not remove'), stopped.err);
  const read =
    'fetch(process.argv[1]).then((r) => r.json()).then((a) => console.log(a.messages[0]?.text))';
  const command = `"${process.execPath}" -e '${read}' "${url}/dev/mailbox?to="{to}`;
  const mailed = ['--only', 'verification-code', '--mailbox-command', command];
  const byCommand = await probe(['--url', url, '--yes-it-is-mine', ...mailed]);
  check('mail is read by a command', / pass$/m.test(byCommand.out), byCommand.out);
  const table = await probe(['--url', url, '--yes-it-is-mine', '--only', 'cors']);
  check('it prints a table', table.code === 0 && /cors .* pass$/m.test(table.out), table.out);
}

/** Everything holds where nothing is limited; time may be too noisy to tell. */
async function checkSound({ url, app }: Target): Promise<void> {
  const ran = await probeAll(url, app);
  const rows = readReport(ran);
  check(
    'every invariant is in the report',
    rows.length === INVARIANTS.length,
    `${rows.length} ${ran.err}`,
  );
  check('and holds', ran.code === 0 && failed(rows).length === 0, told(failed(rows)));
  const missing = unmeasured(rows).filter(({ name }) => !MAY_LACK.test(name));
  check('and is measured', missing.length === 0, told(missing));
  check('the accounts are removed', !ran.err.includes('could not remove'), ran.err);
  check('no secret is told', !SECRET.test(ran.out + ran.err));
}

/** With the limits that every deployment has by default. */
async function checkLimited({ url, app }: Target): Promise<void> {
  const ran = await probeAll(url, app);
  const rows = readReport(ran);
  const missing = unmeasured(rows).filter(({ name }) => !MAY_LACK.test(name));
  check(
    'with default limits nothing fails',
    ran.code === 0 && failed(rows).length === 0,
    told(failed(rows)),
  );
  check(
    'and all but time and HTTPS is measured',
    rows.length > 0 && missing.length === 0,
    told(missing),
  );
  check('and the accounts are removed', !ran.err.includes('could not remove'), ran.err);
}

async function checkFault({ url: target, app }: Target, invariant: Invariant): Promise<void> {
  const { name } = invariant;
  const make = FAULTS[name];
  if (make === undefined) return check(`${name} has a planted fault`, false);
  const proxy = await startProxy(target, make());
  try {
    const settings = {
      url: proxy.url,
      mail: {},
      addresses: 'latchkey-probe-{id}@example.com',
      grace: GRACE,
      threshold: 5,
      app,
    };
    const signal = new AbortController().signal;
    const { invariants } = await runProbe(settings, [invariant], signal, () => undefined);
    const [found] = invariants;
    check(`${name} finds its fault: ${found?.measured}`, found?.pass === false);
  } finally {
    proxy.close();
  }
}

async function checkFaults(target: Target): Promise<void> {
  const chosen = INVARIANTS.filter(({ name }) => name.includes(values.only ?? ''));
  await Promise.all(
    Array.from({ length: LANES }, async () => {
      for (let one = chosen.shift(); one !== undefined; one = chosen.shift())
        await checkFault(target, one);
    }),
  );
}

const providers = await startFakeProviders();
const OFFERED = ['one', 'other'].map((id) => ({
  ...{ id, client_id: 'latchkey' },
  issuer: `${providers.url}/${id}`,
}));
for (const { id } of OFFERED)
  await fetch(`${providers.url}/control/${id}`, { method: 'PUT', body: '{}' });
const common = [
  ...['--var', `REFRESH_GRACE_SECONDS:${GRACE}`],
  ...['--var', `SOCIAL_PROVIDERS:${JSON.stringify(OFFERED)}`],
];
const open = await startDevServer(['--var', 'RATE_LIMITS:off', ...common]);
const limited = values.only === undefined ? await startDevServer(common) : null;
try {
  const target = withApp(open);
  if (limited === null) await checkFaults(target);
  else {
    const beside = checkLimited(withApp(limited));
    await checkCommand(open.url);
    await checkSound(target);
    await checkFaults(target);
    await beside;
  }
} finally {
  await open.stop();
  await limited?.stop();
  providers.stop();
  rmSync(bare, { recursive: true, force: true });
}
finish();
