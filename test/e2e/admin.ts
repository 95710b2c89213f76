import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createChecks } from './checks.ts';
import { type DevServer, startDevServer } from './dev-server.ts';

// Walks `npm run admin` against `npm run dev`, as those who run the service do.
const PASSWORD = 'correct-Horse-7-battery';
const NEW = 'another-Horse-8-battery';
const { check, finish } = createChecks();

// Where services of this machine find each other: one of our own, so that no other `npm run dev` is meant.
const registry = mkdtempSync(path.join(tmpdir(), 'latchkey-registry-'));
process.env.WRANGLER_REGISTRY_PATH = registry;

type Ran = { status: number | null; out: string; err: string };
type Signed = { access_token: string; refresh_token: string };

function admin(...args: string[]): Ran {
  const { status, stdout, stderr } = spawnSync('npm', ['run', '--silent', 'admin', '--', ...args], {
    encoding: 'utf8',
  });
  return { status, out: stdout, err: stderr };
}

async function post(server: DevServer, tail: string, body: unknown): Promise<Response> {
  const init = {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  };
  return fetch(`${server.url}/api/v1/auth/${tail}`, init);
}

async function mailTo(
  server: DevServer,
  to: string,
): Promise<{ links: string[]; codes: string[] }> {
  for (let tries = 0; tries < 50; tries++) {
    const { messages } = (await (await fetch(`${server.url}/dev/mailbox?to=${to}`)).json()) as {
      messages: { links: string[]; codes: string[] }[];
    };
    if (messages[0] !== undefined) return messages[0];
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`no mail to ${to}`);
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
  const token = new URL((await mailTo(server, boss)).links[0] ?? '').searchParams.get('token');
  const set = await post(server, 'password/reset/confirm', { token, new_password: NEW });
  check('who sets one by the mailed link', set.status === 200);
  const { access_token: access } = await signIn(server, boss, NEW);
  check('and signs in as an admin', rolesOf(access).includes('admin'));
  const stats = await fetch(`${server.url}/api/v1/admin/stats`, {
    headers: { Authorization: `Bearer ${access}` },
  });
  check('who may look at the counts', stats.status === 200);
  check('create again changes nothing that matters', admin('create', boss).status === 0);
}

async function walkActs(server: DevServer): Promise<void> {
  const email = 'ada@example.com';
  await post(server, 'register', { email, password: PASSWORD });
  await post(server, 'email/verify', { email, otp: (await mailTo(server, email)).codes[0] });
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
}

function walkMistakes(): void {
  const nobody = admin('promote', 'nobody@example.com');
  check(
    'an address that nobody has is an error that says so',
    nobody.status === 1 && nobody.err.includes('nobody@example.com'),
    nobody.err,
  );
  check('what is no address is one too', admin('create', 'nonsense').status === 1);
  for (const args of [[], ['frob'], ['promote'], ['stats', 'more'], ['stats', '--frob']])
    check(`wrong usage: ${args.join(' ') || 'nothing'}`, admin(...args).status === 2);
  check('--help tells how', admin('--help').out.includes('end-sessions'));
}

const server = await startDevServer(['--var', 'RATE_LIMITS:off']);
try {
  await walkFirstAdmin(server);
  await walkActs(server);
  walkMistakes();
} finally {
  await server.stop();
}
const alone = admin('stats');
check(
  'without a running service it says what to do',
  alone.status === 1 && alone.err.includes('npm run dev'),
  alone.err,
);
rmSync(registry, { recursive: true, force: true });
finish();
