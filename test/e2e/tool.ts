import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Runs a tool of `node_modules/.bin`, without its telemetry and its look for updates. */
export type Tool = (name: string, args: string[]) => Promise<Ran>;
type Ran = { status: number; out: string; err: string };

/** Tools that work in a folder. */
export function createTool(folder: string): Tool {
  return async (name, args) => {
    // Files, since httpYac ends before a pipe has taken what it wrote.
    const files = ['out', 'err'].map((end) => path.join(folder, `${name}.${end}`));
    const handles = files.map((file) => openSync(file, 'w'));
    const child = spawn(name, args, {
      cwd: folder,
      stdio: ['ignore', ...handles],
      env: { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' },
    });
    const status = await new Promise<number>((resolve) => {
      child.on('error', () => resolve(127));
      child.on('close', (code) => resolve(code ?? 1));
    });
    handles.forEach(closeSync);
    const [out = '', err = ''] = files.map((file) => readFileSync(file, 'utf8'));
    return { status, out, err };
  };
}
