import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createChecks } from './checks.ts';
import { startDevServer } from './dev-server.ts';
import { CLIENT, checkOauthClients, type Tokens } from './oauth-clients.ts';

// Runs the README's programs as they stand there, and does what OAuth clients do.
const checks = createChecks();
const { check, finish } = checks;
const root = path.join(import.meta.dirname, '../..');
const readme = readFileSync(path.join(root, 'README.md'), 'utf8');

/** The one block of code of a language in the README. */
function program(language: string): string {
  const blocks = [...readme.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms'))];
  if (blocks.length !== 1) throw new Error(`the README has ${blocks.length} blocks of ${language}`);
  return blocks[0]?.[1] ?? '';
}

function run(
  command: string,
  args: string[],
  input: string,
  api: string,
): { status: number | null; output: string; errors: string } {
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd: root,
    input,
    encoding: 'utf8',
    timeout: 60_000,
    env: { ...process.env, API: api },
  });
  return { status, output: stdout, errors: stderr };
}

function checkProgram(name: string, { status, output, errors }: ReturnType<typeof run>): void {
  check(
    `${name} signs up, in and out`,
    status === 0 && /^signed in as ada\d+@example\.com\nYou are signed out\.\n$/.test(output),
    output + errors,
  );
}

/** Compiles the TypeScript program against the client's types, as an editor would. */
function checkTypes(): void {
  mkdirSync(path.join(root, 'reports'), { recursive: true });
  const folder = mkdtempSync(path.join(root, 'reports', 'program-'));
  try {
    writeFileSync(
      path.join(folder, 'program.ts'),
      program('ts').replace("'./src/client.ts'", "'../../src/client.ts'"),
    );
    writeFileSync(
      path.join(folder, 'tsconfig.json'),
      JSON.stringify({
        extends: '../../tsconfig.json',
        include: ['program.ts', '../../src/*.d.ts'],
      }),
    );
    const { status, output } = run('tsc', ['--project', folder], '', '');
    check('the TypeScript program fits the types of the client', status === 0, output);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Signs somebody up, and answers how they sign in. */
async function signUp(url: string): Promise<() => Promise<Tokens>> {
  const email = `grace${Date.now()}@example.com`;
  const password = 'correct-Horse-7-battery';
  const post = (tail: string, body: object) =>
    fetch(`${url}/api/v1/auth/${tail}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
  await post('register', { email, password });
  await post('email/verify', { email, otp: await mailedCode(url, email) });
  return async () => {
    const login = await post('login', { email, password, token_delivery: 'body' });
    return (await login.json()) as Tokens;
  };
}

async function mailedCode(url: string, email: string): Promise<string> {
  for (let tries = 0; tries < 100; tries++) {
    const { messages } = (await (await fetch(`${url}/dev/mailbox?to=${email}`)).json()) as {
      messages: { codes: string[] }[];
    };
    const otp = messages[0]?.codes[0];
    if (otp !== undefined) return otp;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error('no mail');
}

const server = await startDevServer(['--var', `INTROSPECTION_CLIENTS:${JSON.stringify([CLIENT])}`]);
try {
  checkTypes();
  checkProgram(
    'the TypeScript program',
    run('node', ['--input-type=module-typescript', '-'], program('ts'), server.url),
  );
  checkProgram('the Python program', run('python3', ['-'], program('python'), server.url));
  await checkOauthClients(checks, server.url, await signUp(server.url));
} finally {
  await server.stop();
}
finish();
