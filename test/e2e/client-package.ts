import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { ROOT } from '../support/documents.ts';
import { buildClient } from './build-client.ts';
import { createChecks } from './checks.ts';

// The package `latchkey` as an app gets it: packed, installed elsewhere, and compiled there.
const { check, finish } = createChecks();
const SOURCE = path.join(ROOT, 'src/client');
/** Bytes that the core may have, gzipped. */
const LARGEST_CORE = 6 * 1024;
/** Packages that the declarations and scripts may name. */
const DEPENDENCIES = new Set(['react', 'jose', 'oauth4webapi']);

type Packed = { filename: string; files: { path: string }[] };
type Manifest = {
  version: string;
  sideEffects: boolean;
  exports: Record<string, string | { types: string; default: string }>;
};

const readJson = <Value>(file: string): Value => JSON.parse(readFileSync(file, 'utf8'));

function runIn(folder: string, command: string, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: folder, encoding: 'utf8' });
  return { status, output: `${stdout}${stderr}`, stdout };
}

/** A project with the packed package and, linked, what an app has beside it. */
function makeProject(tarball: string): string {
  const project = mkdtempSync(path.join(tmpdir(), 'latchkey-app-'));
  const installed = path.join(project, 'node_modules/latchkey');
  mkdirSync(path.join(project, 'node_modules/@types'), { recursive: true });
  mkdirSync(installed);
  runIn(installed, 'tar', '-xzf', tarball, '--strip-components=1');
  const beside = ['react', 'react-dom', 'jose', 'oauth4webapi', '@types/react', '@types/node'];
  for (const name of beside) {
    symlinkSync(path.join(ROOT, 'node_modules', name), path.join(project, 'node_modules', name));
  }
  writeFileSync(path.join(project, 'package.json'), '{ "type": "module" }');
  return project;
}

const APP = `
import { createLatchkey, LatchkeyError, memoryStore, type State, type User } from 'latchkey';
import { LatchkeyProvider, SignedIn, SignedOut, useLatchkey, useUser } from 'latchkey/react';

export const latchkey = createLatchkey({ url: 'https://auth.example.com', store: memoryStore() });
export const stop: () => void = latchkey.onChange((state: State) => console.log(state.status));

export async function enter(email: string, password: string): Promise<User | string[]> {
  const result = await latchkey.signIn({ email, password, remember_me: true });
  return result.status === 'signed_in' ? result.user : result.methods;
}
export async function act(): Promise<number> {
  try {
    await latchkey.call('DELETE', 'mfa/1');
    return (await latchkey.fetch('/data')).status;
  } catch (error) {
    if (!(error instanceof LatchkeyError)) throw error;
    if (error.code === 'reauthentication_required') await latchkey.stepUp({ otp: '123456' });
    return error.retryAfter ?? error.status;
  }
}
export function Name() {
  const { isLoaded, user } = useUser();
  const { signOut } = useLatchkey();
  return <button onClick={signOut}>{isLoaded ? user?.full_name : '…'}</button>;
}
export const app = (
  <LatchkeyProvider client={latchkey}>
    <SignedIn>
      <Name />
    </SignedIn>
    <SignedOut>Sign in</SignedOut>
  </LatchkeyProvider>
);
// @ts-expect-error a user has no such field
export type Wrong = User['no_such_field'];
// @ts-expect-error a sign-in needs a password
export const incomplete = latchkey.signIn({ email: 'ada@example.com' });
// @ts-expect-error the client itself says how tokens are delivered
export const told = latchkey.signIn({ email: 'a@b.c', password: 'x', token_delivery: 'body' });
`;

const NODE = `
import { EventEmitter } from 'node:events';
import * as core from 'latchkey';
import { createOAuth, localStore, OAuthError, type User } from 'latchkey/oauth';
import { type AccessClaims, createVerifier, protectRoute, Refusal } from 'latchkey/server';

export const all = [new EventEmitter(), core, localStore];
export const oauth = () =>
  createOAuth({ issuer: 'x', clientId: 'c', redirectUri: 'y', resource: process.env.RESOURCE });
export const who = (error: unknown): User | null =>
  error instanceof OAuthError && error.returnTo === '/' ? oauth().user() : null;

const verifier = createVerifier({ issuer: 'x', audience: process.env.AUDIENCE });
export const GET = protectRoute(verifier, (_, { sub }) => new Response(sub), { acr: 'aal2' });
export const read = (request: Request): Promise<AccessClaims | number> =>
  verifier.verifyRequest(request).catch((error) => {
    if (error instanceof Refusal) return error.status;
    throw error;
  });
// @ts-expect-error there is no such level
protectRoute(verifier, () => new Response(), { acr: 'aal9' });
`;

function checkTypes(project: string): void {
  writeFileSync(path.join(project, 'app.tsx'), APP);
  writeFileSync(path.join(project, 'node.ts'), NODE);
  const compilers = {
    'TypeScript 7': path.join(ROOT, 'node_modules/.bin/tsc'),
    'TypeScript 5': path.join(SOURCE, 'node_modules/.bin/tsc'),
  };
  for (const module of ['nodenext', 'preserve']) {
    const compilerOptions = {
      module,
      target: 'es2022',
      lib: ['es2022', 'dom', 'dom.iterable'],
      types: ['node'],
      jsx: 'react-jsx',
      strict: true,
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
      skipLibCheck: false,
      noEmit: true,
    };
    const config = { compilerOptions, include: ['*.ts', '*.tsx'] };
    writeFileSync(path.join(project, 'tsconfig.json'), JSON.stringify(config));
    for (const [name, tsc] of Object.entries(compilers)) {
      const { status, output } = runIn(project, tsc, '-p', project);
      check(`an app compiles by ${name}, module ${module}`, status === 0, output);
    }
  }
}

/** What the files of a folder import from elsewhere. */
function foreignImports(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(js|d\.ts)$/.test(name))
    .flatMap((name) => {
      const file = path.join(folder, name);
      const imports = readFileSync(file, 'utf8').matchAll(/(?:from|import\(?)\s*['"]([^'"]+)['"]/g);
      return [...imports].map(([, specifier = '']) => ({ file, specifier }));
    })
    .filter(({ file, specifier }) => {
      if (!specifier.startsWith('.')) return !DEPENDENCIES.has(specifier);
      const target = path.join(path.dirname(file), specifier);
      const declared = file.endsWith('.d.ts') ? target.replace(/\.js$/, '.d.ts') : target;
      return !target.startsWith(folder) || !existsSync(declared);
    })
    .map(({ file, specifier }) => `${path.relative(folder, file)}: ${specifier}`);
}

/** Bytes of an entry with all that it imports, but its dependencies, as an app would serve it. */
async function sizeOf(project: string, entry: string): Promise<number> {
  const { outputFiles } = await build({
    stdin: { contents: `export * from '${entry}';`, resolveDir: project },
    bundle: true,
    minify: true,
    format: 'esm',
    write: false,
    external: [...DEPENDENCIES],
  });
  return gzipSync(outputFiles[0]?.contents ?? '', { level: 9 }).length;
}

function checkManifest(installed: string, { files }: Packed): void {
  const names = files.map(({ path: name }) => name);
  const strange = names.filter(
    (name) => !/^(package\.json|README\.md|LICENSE|dist\/.+(\.js|\.d\.ts))$/.test(name),
  );
  check(
    'the package has a README and a LICENSE',
    ['README.md', 'LICENSE'].every((name) => names.includes(name)),
  );
  check('and scripts and declarations, and nothing else', strange.length === 0, strange.join());
  const { version, sideEffects, exports } = readJson<Manifest>(
    path.join(installed, 'package.json'),
  );
  const own = readJson<Manifest>(path.join(ROOT, 'package.json')).version;
  check("its version is the service's", version === own, `${version}, ${own}`);
  check('it has no side effects', sideEffects === false);
  const targets = Object.values(exports).flatMap((each) =>
    typeof each === 'string' ? [each] : [each.types, each.default],
  );
  const missing = targets.filter((target) => !existsSync(path.join(installed, target)));
  check(
    'all that it exports is there',
    targets.length >= 9 && missing.length === 0,
    missing.join(),
  );
}

/** Imports every entry where there is no page. */
function checkImports(project: string): void {
  const program = [
    "globalThis.fetch = () => { throw new Error('a request at import'); };",
    "const names = ['latchkey', 'latchkey/react', 'latchkey/oauth', 'latchkey/server'];",
    'for (const name of names) await import(name);',
    "const { createLatchkey } = await import('latchkey');",
    "console.log(createLatchkey({ url: 'https://auth.example.com' }).state().status);",
  ].join('\n');
  const { status, output } = runIn(project, process.execPath, '--input-type=module', '-e', program);
  check('a server imports it and ends', status === 0 && output === 'loading\n', output);
}

buildClient();
const folder = mkdtempSync(path.join(tmpdir(), 'latchkey-pack-'));
const { stdout } = runIn(SOURCE, 'npm', 'pack', '--json', '--pack-destination', folder);
const packed = [JSON.parse(stdout)].flat()[0] as Packed;
const project = makeProject(path.join(folder, packed.filename));
try {
  const installed = path.join(project, 'node_modules/latchkey');
  checkManifest(installed, packed);
  const foreign = foreignImports(path.join(installed, 'dist'));
  check('it names nothing of the server', foreign.length === 0, foreign.join());
  const bytes = await sizeOf(project, 'latchkey');
  console.log(`     the core has ${bytes} bytes, gzipped`);
  check(`its core has at most ${LARGEST_CORE} bytes`, bytes <= LARGEST_CORE, `${bytes}`);
  checkImports(project);
  checkTypes(project);
} finally {
  rmSync(project, { recursive: true });
  rmSync(folder, { recursive: true });
}
finish();
