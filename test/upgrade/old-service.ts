import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findFreePort } from '../support/free-port.ts';

/** A past version of the service that runs here, and the folder of its code. */
export type OldService = {
  url: string;
  folder: string;
  /** The directory of its storage. */
  state: string;
  /** Epoch milliseconds of its clock, which is not the machine's. */
  now: () => number;
  /** Runs its command line of the operator. */
  admin: (...args: string[]) => void;
  stop: () => Promise<void>;
};

/** Where the service of the tests runs: tokens and links name it. */
export const ORIGIN = 'https://auth.test';

/** Milliseconds that it may take to build and start on a busy machine. */
const PATIENCE = 600_000;

// Guards set real alarms, and a test puts their storage into a runtime years later: whatever a
// version writes is to be due in the year 2200, when the clock of the tests begins too. It goes ten
// times as slow as the machine's, so that no code ends while a busy machine makes the others.
const START = Date.UTC(2200, 0, 1);
const BEGUN = Date.now();
const SLOWNESS = 10;
const NOW = `${START} + Math.floor((Real.now() - ${BEGUN}) / ${SLOWNESS})`;
const CLOCK = `const Real = Date;
globalThis.Date = class extends Real {
  constructor(...args) { super(...(args.length === 0 ? [${NOW}] : args)); }
  static now() { return ${NOW}; }
};
`;
// `import` runs in order: the clock is set before any module of the service is made.
const ENTRY = `import './ahead.js';
export * from './worker.ts';
export { default } from './worker.ts';
`;

/** Puts the code of a commit and its own dependencies into a folder. */
function checkOut(commit: string, folder: string): void {
  if (existsSync(path.join(folder, 'node_modules/.bin/wrangler'))) return;
  mkdirSync(folder, { recursive: true });
  const archive = execFileSync('git', ['archive', commit], { maxBuffer: 2 ** 28 });
  execFileSync('tar', ['-x', '-C', folder], { input: archive });
  const args = ['ci', '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund'];
  execFileSync('npm', args, { cwd: folder, stdio: 'inherit' });
}

/**
 * Starts the service as it was at a commit, by its own `npm run dev`, with empty storage, without
 * rate limits, and with its clock in the year 2200.
 */
export async function startOldService(commit: string, folder: string): Promise<OldService> {
  checkOut(commit, folder);
  writeFileSync(path.join(folder, 'src/ahead.js'), CLOCK);
  writeFileSync(path.join(folder, 'src/ahead-worker.ts'), ENTRY);
  const port = await findFreePort();
  const state = path.join(folder, `.state-${port}`);
  const registry = path.join(folder, `.registry-${port}`);
  const { PATH = '' } = process.env;
  // Its scripts call tools by name, as npm lets them.
  const tools = [path.join(folder, 'node_modules/.bin'), path.dirname(process.execPath), PATH];
  const env = { ...process.env, PATH: tools.join(':'), WRANGLER_REGISTRY_PATH: registry };
  const run = { cwd: folder, env };
  const vars = ['--var', `APP_URL:${ORIGIN}`, '--var', 'RATE_LIMITS:off'];
  const server = spawn(
    process.execPath,
    [
      // The entry stands before `--var`, which takes all that follows.
      ...['src/cli/dev.ts', 'src/ahead-worker.ts', '--port', String(port), '--persist-to', state],
      ...vars,
    ],
    { ...run, stdio: ['ignore', 'ignore', 'inherit'], detached: true },
  );
  const url = `http://localhost:${port}`;
  process.once('exit', () => signal(server));
  await serves(url, server);
  return {
    url,
    folder,
    state,
    now: () => START + Math.floor((Date.now() - BEGUN) / SLOWNESS),
    admin: (...args) => void execFileSync(process.execPath, ['src/cli/admin.ts', ...args], run),
    stop: () => end(server),
  };
}

/** Throws if it ends, or does not answer in time. */
async function serves(url: string, server: ChildProcess): Promise<void> {
  for (const last = Date.now() + PATIENCE; Date.now() < last; await sleep(500)) {
    if (server.exitCode !== null) throw new Error(`it ended with ${server.exitCode}`);
    const response = await fetch(`${url}/api/v1/auth/health/live`).catch(() => null);
    if (response?.ok) return;
  }
  throw new Error('it does not answer');
}

// With everything that it started; it may have ended.
function signal({ pid, exitCode }: ChildProcess): void {
  if (pid !== undefined && exitCode === null) process.kill(-pid, 'SIGTERM');
}

async function end(server: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => server.once('exit', resolve));
  signal(server);
  if (server.exitCode === null) await ended;
}
