import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findFreePort } from '../support/free-port.ts';

/** Longest wait for the first answer, in milliseconds: a cold start on a busy machine. */
const START_LIMIT = 90_000;

/**
 * `state` is the directory it persists to, `output` what it has printed. `kill` ends it on the spot, as a power cut does, and
 * leaves the state.
 */
export type DevServer = {
  url: string;
  state: string;
  startedIn: number;
  output: () => string;
  stop: () => Promise<void>;
  kill: () => Promise<void>;
};

/**
 * Starts `npm run dev` on a free port with a state directory of its own, or on what a killed one
 * left, and waits until it serves.
 */
export async function startDevServer(args: string[] = [], left?: DevServer): Promise<DevServer> {
  const port = left === undefined ? await findFreePort() : Number(new URL(left.url).port);
  const state = left?.state ?? mkdtempSync(path.join(tmpdir(), 'latchkey-e2e-'));
  const url = `http://localhost:${port}`;
  const begun = Date.now();
  // A process group of its own, so that npm, wrangler and workerd all end together.
  const child = spawn(
    'npm',
    ['run', 'dev', '--', '--port', String(port), '--persist-to', state, ...args],
    {
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const stop = async () => {
    await end(child, 'SIGTERM');
    rmSync(state, { recursive: true, force: true });
  };
  try {
    await untilItServes(url, child);
  } catch (error) {
    await stop();
    throw new Error(`npm run dev did not serve:\n${output}`, { cause: error });
  }
  return {
    url,
    state,
    startedIn: Date.now() - begun,
    output: () => output,
    stop,
    kill: () => end(child, 'SIGKILL'),
  };
}

async function untilItServes(url: string, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + START_LIMIT;
  while (Date.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}`);
    const response = await fetch(`${url}/api/v1/auth/health`).catch(() => null);
    if (response?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error('it took too long');
}

async function end(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  process.kill(-child.pid, signal);
  const late = setTimeout(
    () => child.pid !== undefined && process.kill(-child.pid, 'SIGKILL'),
    5000,
  );
  await ended;
  clearTimeout(late);
}
