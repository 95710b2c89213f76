import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findFreePort } from '../support/free-port.ts';
import { until } from './until.ts';

/**
 * `state` is the directory it persists to, `output` what it has printed. `kill` ends it on the
 * spot, as a power cut does, and leaves the state.
 */
export type DevServer = {
  url: string;
  state: string;
  startedIn: number;
  output: () => string;
  stop: () => Promise<void>;
  kill: () => Promise<void>;
};

/** What workerd says if a port that was free a moment ago is another program's. */
const TAKEN = 'Address already in use';
const MOST_STARTS = 3;

/**
 * Starts `npm run dev` on a free port with a state directory of its own, or on what a killed one
 * left, and waits until it serves. Tries again where another program was given one of its ports.
 */
export async function startDevServer(args: string[] = [], left?: DevServer): Promise<DevServer> {
  for (let starts = 1; ; starts++)
    try {
      return await startOnce(args, left);
    } catch (error) {
      if (starts === MOST_STARTS || !String(error).includes(TAKEN)) throw error;
    }
}

async function startOnce(args: string[], left: DevServer | undefined): Promise<DevServer> {
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
  const cut = () => signal(child, 'SIGKILL');
  process.once('exit', cut);
  child.once('exit', () => process.off('exit', cut));
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
    await (left === undefined ? stop() : end(child, 'SIGTERM'));
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

function untilItServes(url: string, child: ChildProcess): Promise<unknown> {
  return until('answer', async () => {
    if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}`);
    const response = await fetch(`${url}/api/v1/auth/health`).catch(() => null);
    return response?.ok || undefined;
  });
}

/** Signals what the process started, too; it may be gone already. */
function signal({ pid, exitCode }: ChildProcess, name: 'SIGTERM' | 'SIGKILL'): void {
  if (pid === undefined || exitCode !== null) return;
  try {
    process.kill(-pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

async function end(child: ChildProcess, name: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  signal(child, name);
  const late = setTimeout(() => signal(child, 'SIGKILL'), 5000);
  await ended;
  clearTimeout(late);
}
