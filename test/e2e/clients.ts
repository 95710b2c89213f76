import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { program, withPrograms } from '../support/documents.ts';
import { buildClient } from './build-client.ts';
import { createChecks } from './checks.ts';
import { startDevServer } from './dev-server.ts';
import { checkExpoSession, checkNextSession } from './document-sessions.ts';
import { CLIENT, checkOauthClients, type Tokens } from './oauth-clients.ts';
import { compile, PYTHON, type Run, run } from './run-program.ts';
import { call, type Person, signUp } from './sign-up.ts';

// Runs the programs of the documents as they are printed there, and does what OAuth clients do.
const checks = createChecks();
const { check, finish } = checks;

function checkProgram(name: string, { status, output, errors }: Run): void {
  check(
    `${name} signs up, in and out`,
    status === 0 && /^signed in as ada\d+@example\.com\nYou are signed out\.\n$/.test(output),
    output + errors,
  );
}

const node = (name: string, env: Record<string, string>) =>
  run('node', ['--input-type=module-typescript', '-'], { input: program(name), env });

/** The session with curl, then the two programs that go on with its account. */
function checkReadme(url: string): void {
  const session = `${program('session.sh')}printf '\\nEMAIL=%s\\n' "$EMAIL"`;
  const curl = run('bash', ['-e'], { input: session, env: { API: url } });
  const [, email = ''] = /^EMAIL=(.*)$/m.exec(curl.output) ?? [];
  const answers = [
    '"user_id"',
    '"exchange_token"',
    `"email":"${email}"`,
    '"access_token"',
    'signed out',
  ];
  check(
    'the session with curl goes through',
    email !== '' && answers.every((part) => curl.output.includes(part)),
    curl.output + curl.errors,
  );
  const signIn = node('sign-in.ts', {
    API: url,
    EMAIL: email,
    PASSWORD: 'correct-Horse-7-battery',
  });
  check('sign-in.ts signs in', signIn.errors.includes(`signed in as ${email}`), signIn.errors);
  const verify = (input: string) =>
    run(PYTHON, ['-c', program('verify.py')], { input, env: { API: url } });
  const verified = verify(signIn.output);
  check(
    'verify.py takes its token',
    /^issued to [\w-]{36}$/m.test(verified.output),
    verified.errors,
  );
  const [header, payload] = signIn.output.split('.');
  check(
    'and no forged one',
    verified.status === 0 && verify(`${header}.${payload}.${'A'.repeat(86)}`).status !== 0,
  );
  checkSecondFactor(url, { email, password: 'correct-Horse-7-battery' });
}

/** Sets an authenticator app up, signs in with it, steps up and removes it. */
function checkSecondFactor(url: string, { email, password }: Person): void {
  const { output, errors } = node('second-factor.ts', {
    ...{ API: url, EMAIL: email, PASSWORD: password },
  });
  const lines = [
    'Phone is set up, with 10 recovery codes to keep',
    'signed in by totp or recovery_code',
    'refused; ways to step up: totp, recovery_code',
    'The factor was removed.',
  ];
  check(
    'second-factor.ts sets up, uses and removes an app',
    output === `${lines.join('\n')}\n`,
    output + errors,
  );
}

/** Programs in the types of this project. */
const OURS = ['ada.ts', 'sign-in.ts', 'second-factor.ts'];
/** Programs of an app of its own, in the types of browsers and Node. */
const THEIRS = [
  ...['next-session.ts', 'expo-session.ts', 'express-server.ts', 'fastify-server.ts'],
  ...['hono-server.ts', 'next-route.ts'],
];
const APP_TYPES = { lib: ['ESNext', 'DOM', 'DOM.Iterable'], types: ['node'] };

async function checkModules(url: string): Promise<void> {
  process.env.API = url;
  await withPrograms(OURS, (folder) => {
    const { status, output } = compile(folder);
    check("programs with the typed client fit the client's types", status === 0, output);
  });
  await withPrograms(THEIRS, async (folder) => {
    const { status, output } = compile(folder, APP_TYPES);
    check("an app's programs compile", status === 0, output);
    const load = (name: string) => import(pathToFileURL(path.join(folder, name)).href);
    await checkNextSession(check, await load('next-session.ts'), await signUp(url));
    await checkExpoSession(check, await load('expo-session.ts'), url, await signUp(url));
  });
}

/** How a new person signs in. */
async function newSignIn(url: string): Promise<() => Promise<Tokens>> {
  const { email, password } = await signUp(url);
  const body = { email, password, token_delivery: 'body' };
  return () => call<Tokens>(url, 'POST', 'login', body);
}

buildClient();
const server = await startDevServer([
  ...['--var', `INTROSPECTION_CLIENTS:${JSON.stringify([CLIENT])}`],
  ...['--var', 'RATE_LIMITS:off'],
]);
try {
  checkReadme(server.url);
  checkProgram('ada.ts', node('ada.ts', { API: server.url }));
  checkProgram(
    'ada.py',
    run('python3', ['-'], { input: program('ada.py'), env: { API: server.url } }),
  );
  await checkModules(server.url);
  await checkOauthClients(checks, server.url, await newSignIn(server.url));
} finally {
  await server.stop();
}
finish();
