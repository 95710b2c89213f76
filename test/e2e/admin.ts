import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { copyCheckout } from './checkout-copy.ts';
import { createChecks } from './checks.ts';
import { type DevServer, startDevServer } from './dev-server.ts';
import { mailTo } from './mailbox.ts';

// Walks `npm run admin` against `npm run dev`, as those who run the service do.
const PASSWORD = 'correct-Horse-7-battery';
const NEW = 'another-Horse-8-battery';
const ROOT = path.join(import.meta.dirname, '../..');
const { check, finish } = createChecks();

type Ran = { status: number | null; out: string; err: string };
type Signed = { access_token: string; refresh_token: string };

function run(command: string, args: string[], cwd = ROOT): Ran {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8', cwd });
  return { status, out: stdout, err: stderr };
}

/** Runs the command as it stands, from the root of a checkout. */
const bare = (args: string[], cwd = ROOT) =>
  run('npm', ['run', '--silent', 'admin', '--', ...args], cwd);

// Other servers of this checkout may be running while this test is: it says which one it means.
// Without npm, which takes half a second each time.
const admin = (...args: string[]) =>
  run(process.execPath, ['src/cli/admin.ts', ...args, '--persist-to', server.state]);

// While a command runs nothing else does, and a connection that is kept may be closed unseen.
const ALONE = { Connection: 'close' };

async function post(server: DevServer, tail: string, body: unknown): Promise<Response> {
  const init = {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...ALONE },
    body: JSON.stringify(body),
  };
  return fetch(`${server.url}/api/v1/auth/${tail}`, init);
}

async function signIn(server: DevServer, email: string, password: string): Promise<Signed> {
  return (
    await post(server, 'login', { email, password, token_delivery: 'body' })
  ).json() as Promise<Signed>;
}

const rolesOf = (token: string) =>
  (
    JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as {
      roles: string[];
    }
  ).roles;

async function walkFirstAdmin(server: DevServer): Promise<void> {
  const boss = 'boss@example.com';
  const created = admin('create', boss, '--json');
  check(
    'create makes an admin without a password',
    created.status === 0 && created.out.includes('"has_password": false'),
    created.err,
  );
  check(
    'and says where its link is',
    created.err.includes(`is mailed to ${boss}: see ${server.url}/dev/mailbox`),
    created.err,
  );
  const token = new URL((await mailTo(server.url, boss)).links[0] ?? '').searchParams.get('token');
  const set = await post(server, 'password/reset/confirm', { token, new_password: NEW });
  check('who sets one by the mailed link', set.status === 200);
  const { access_token: access } = await signIn(server, boss, NEW);
  check('and signs in as an admin', rolesOf(access).includes('admin'));
  const stats = await fetch(`${server.url}/api/v1/admin/stats`, {
    headers: { Authorization: `Bearer ${access}`, ...ALONE },
  });
  check('who may look at the counts', stats.status === 200);
  check('create again changes nothing that matters', admin('create', boss).status === 0);
}

async function walkActs(server: DevServer): Promise<void> {
  const email = 'ada@example.com';
  await post(server, 'register', { email, password: PASSWORD });
  await post(server, 'email/verify', { email, otp: (await mailTo(server.url, email)).codes[0] });
  const first = await signIn(server, email, PASSWORD);
  check('promote makes an admin', admin('promote', 'ADA@example.com').status === 0);
  const refreshed = (await (
    await post(server, 'token/refresh', { refresh: first.refresh_token })
  ).json()) as Signed;
  check('which the next refresh shows', rolesOf(refreshed.access_token).includes('admin'));
  for (let tries = 0; tries < 5; tries++)
    await post(server, 'login', { email, password: 'wrong-Horse-7-battery' });
  check(
    'a locked account',
    (await post(server, 'login', { email, password: PASSWORD })).status === 403,
  );
  check(
    'is unlocked',
    admin('unlock', email).status === 0 &&
      (await post(server, 'login', { email, password: PASSWORD })).status === 200,
  );
  check('end-sessions signs out everywhere', admin('end-sessions', email).status === 0);
  check(
    'at once',
    (await post(server, 'token/refresh', { refresh: refreshed.refresh_token })).status === 401,
  );
  const exported = admin('export', email);
  check(
    'export prints JSON and no hash',
    (JSON.parse(exported.out) as { schema_version: number }).schema_version === 1 &&
      !exported.out.includes('argon2'),
  );
  const stats = JSON.parse(admin('stats', '--json').out) as {
    users: { total: number; admins: number };
  };
  check('stats counts', stats.users.total === 2 && stats.users.admins === 2, JSON.stringify(stats));
  const flushed = admin('flush');
  check(
    'flush says what it deleted',
    flushed.status === 0 && /^sessions +\d+$/m.test(flushed.out),
    flushed.out + flushed.err,
  );
  const compared = admin('reconcile', '--all');
  check(
    'reconcile looks at everyone, and finds nothing to repair',
    compared.status === 0 && compared.out === '2 checked, 0 repaired, 0 with problems\n',
    compared.out + compared.err,
  );
}

/** OAuth clients, from the first to the last command. */
function walkClients(): void {
  const add = ['client', 'add', '--name', 'Example app'];
  const uri = ['--redirect-uri', 'https://app.example.com/callback'];
  const added = admin(...add, ...uri, '--redirect-uri', 'http://127.0.0.1/cb', '--json');
  const made = JSON.parse(added.out || '{}') as Record<string, unknown>;
  const id = String(made.client_id);
  check(
    'client add registers one, with all its redirect URIs and a secret',
    added.status === 0 &&
      JSON.stringify(made.redirect_uris).includes('127.0.0.1') &&
      /^[\w-]{43}$/.test(String(made.client_secret)),
    added.out + added.err,
  );
  const listed = admin('client', 'list');
  check(
    'client list names it and no secret',
    listed.out.includes(`${id}  client_secret_basic  Example app\n`) &&
      !listed.out.includes(String(made.client_secret)),
    listed.out + listed.err,
  );
  const changed = admin('client', 'change', id, '--first-party', '--scope', 'openid account');
  check(
    'client change sets what is given',
    changed.status === 0 && /^scope +openid account$/m.test(changed.out),
    changed.out + changed.err,
  );
  const rotated = admin('client', 'rotate', id, '--drop', '--json');
  const { client_secret: secret, secrets = [] } = JSON.parse(rotated.out || '{}') as {
    client_secret?: string;
    secrets?: object[];
  };
  check(
    'client rotate --drop leaves one secret, another one',
    secrets.length === 1 && secret !== undefined && secret !== made.client_secret,
    rotated.err,
  );
  const open = admin(...add, ...uri, '--public', '--json');
  check('a public one has no secret', open.status === 0 && !open.out.includes('client_secret"'));
  const disabled = admin('client', 'change', id, '--disable');
  check('it can be disabled', /^disabled_at +\d{4}-/m.test(disabled.out), disabled.err);
  check('which the list shows', admin('client', 'list').out.includes('(disabled)'));
  const refused = admin(...add, '--redirect-uri', 'http://app.example.com/');
  check(
    'what is refused is named',
    refused.status === 1 && refused.err.includes('redirect_uris.0: is neither https'),
    refused.err,
  );
  check('client remove removes it', admin('client', 'remove', id).status === 0);
  check('and then it is not there', admin('client', 'show', id).status === 1);
  for (const args of [['client'], ['client', 'change', id], ['stats', '--name', 'x']])
    check(`wrong usage: ${args.join(' ')}`, admin(...args).status === 2);
}

function walkMistakes(): void {
  const nobody = admin('promote', 'nobody@example.com');
  check(
    'an address that nobody has is an error that says so',
    nobody.status === 1 && nobody.err.includes('nobody@example.com'),
    nobody.err,
  );
  check('what is no address is one too', admin('create', 'nonsense').status === 1);
  for (const args of [
    [],
    ['frob'],
    ['promote'],
    ['reconcile'],
    ['stats', '--all'],
    ['stats', 'more'],
    ['stats', '--frob'],
    ['stats', '--remote', '--port', '1'],
  ])
    check(`wrong usage: ${args.join(' ') || 'nothing'}`, admin(...args).status === 2);
  const unknown = admin('frob').err;
  check(
    'why, and where help is',
    unknown === 'admin: unknown command frob (see --help)\n',
    unknown,
  );
  check('--help tells how', admin('--help').out.includes('end-sessions'));
}

const portOf = ({ url }: DevServer) => new URL(url).port;
const announcementOf = (server: DevServer) =>
  path.join(ROOT, '.wrangler/registry', portOf(server), 'latchkey.json');
const totalOf = ({ out }: Ran) =>
  out === '' ? null : (JSON.parse(out) as { users: { total: number } }).users.total;

/** Two servers of this checkout at once, in the order of starting. */
async function walkChoice(first: DevServer): Promise<void> {
  const longAgo = new Date(Date.now() - 3_600_000);
  utimesSync(announcementOf(first), longAgo, longAgo);
  check('a server that runs for an hour is found', admin('stats').status === 0);
  check('more than once', admin('stats').status === 0);
  const said = admin('stats', '--json');
  check(
    'it says first whom it acts on: where, what, and on which data',
    said.err.startsWith(`admin: ${first.url}, environment development, state in ${first.state}\n`),
    said.err,
  );
  const other = await startDevServer(['--env', 'staging']);
  const second = await startDevServer(['--var', 'RATE_LIMITS:off']);
  try {
    const unsure = bare(['create', 'nobody@example.com']);
    check(
      'two that it could mean are named, and neither is touched',
      unsure.status === 1 && unsure.err.includes(first.url) && unsure.err.includes(second.url),
      unsure.err,
    );
    const [one, two] = [first, second].map((server) =>
      totalOf(bare(['stats', '--json', '--port', portOf(server)])),
    );
    check('--port chooses, as --persist-to does', one === 2 && two === 0, `${one} ${two}`);
    const staging = bare(['stats', '--env', 'staging', '--port', portOf(other)]);
    check(
      '--env means the one that serves it',
      staging.status === 0 && staging.err.includes(`${other.url}, environment staging`),
      staging.err,
    );
    const dev = (port: string) =>
      spawnSync('npm', ['run', '--silent', 'dev', '--', '--port', port], { encoding: 'utf8' });
    const again = dev(portOf(other));
    check(
      'a port that is taken is told, and its server stays known',
      again.status === 1 && again.stderr.includes('is not free'),
      again.stderr,
    );
    const shared = spawnSync(
      'npm',
      ['run', '--silent', 'dev', '--', '--persist-to', second.state],
      { encoding: 'utf8' },
    );
    check(
      'a second server on one state is refused',
      shared.status === 1 && shared.stderr.includes(`${second.url} keeps its state in`),
      shared.stderr,
    );
    const none = dev('many');
    check(
      'and so is what is no port',
      none.status === 1 && none.stderr === 'dev: --port takes a number from 1 to 65535, not many\n',
      none.stderr,
    );
    const wrong = bare(['stats', '--port', portOf(other)]);
    check(
      'what is not there is told with what is',
      wrong.status === 1 && wrong.err.includes(other.url) && wrong.err.includes(first.url),
      wrong.err,
    );
  } finally {
    await Promise.all([second.stop(), other.stop()]);
  }
}

/** Whoever answers in the place of the server that was chosen is left alone. */
function walkStrangers(server: DevServer): void {
  const copy = copyCheckout();
  const strange = bare(['stats', '--port', portOf(server)], copy);
  check(
    'the server of another checkout is refused by a copy of it',
    strange.status === 1 && strange.err.includes('serves another checkout'),
    strange.err,
  );
  rmSync(copy, { recursive: true, force: true });

  const file = announcementOf(server);
  const announced = readFileSync(file, 'utf8');
  writeFileSync(file, announced.replace(/"instance": "[^"]*"/, '"instance": "another"'));
  const replaced = admin('create', 'nobody@example.com');
  check(
    'so is a Worker that took its place, before anything is done',
    replaced.status === 1 && replaced.err.includes('another Worker answers'),
    replaced.err,
  );
  writeFileSync(file, announced);
  check('and nothing was', totalOf(admin('stats', '--json')) === 2);
}

const server = await startDevServer(['--var', 'RATE_LIMITS:off']);
try {
  await walkFirstAdmin(server);
  await walkActs(server);
  walkClients();
  walkMistakes();
  await walkChoice(server);
  walkStrangers(server);
} finally {
  await server.stop();
}
const alone = admin('stats');
check(
  'without a running service it says what to do',
  alone.status === 1 && alone.err.includes('npm run dev'),
  alone.err,
);
finish();
